import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { answersBefore } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "idle";

/** What each pool of connections looks like most of the time. */
export const idleKeepAlive: Scenario = {
  id: "idle-keep-alive",
  group: "connections",
  title: "Idle keep-alive connections",
  promise: "Connections on which nothing is in flight do not keep the process alive.",
  needs: ({ routes }) =>
    routes.fast
      ? undefined
      : "no route is known that answers at once: name one with --route fast=/path",
  async drive(run) {
    const route = run.route("fast");
    const kept = await run.traffic.connectAll(LANE, run.settings.load.idle);
    const asked = kept.map((connection) => run.traffic.ask(LANE, route, { connection }));
    await answersBefore(run, asked);
    const idle = kept.filter(({ isOpen }) => isOpen).length;
    if (idle === 0) run.unjudged("it ends each connection after one answer: none is ever idle");
    run.stage(`${idle} connections are idle`);
    await signalAndWatch(run);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE, PROBE_LANE]),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};
