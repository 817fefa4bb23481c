import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { expectInFlight } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "stream";
const STREAMS = 5;

/** Answers whose heads have left long ago: nothing more can be said in them. */
export const streams: Scenario = {
  id: "streams",
  group: "requests",
  title: "Streams in the middle of their body",
  promise: "An answer that has begun comes to its end, and then its connection holds nothing up.",
  needs: ({ routes }) =>
    routes.stream
      ? undefined
      : "no route is known whose body takes a while: name one with --route stream=/path",
  async drive(run) {
    const route = run.route("stream");
    const kept = await run.traffic.connectAll(LANE, STREAMS);
    const exchanges = kept.map((connection) => run.traffic.ask(LANE, route, { connection }));
    await run.until(() => exchanges.every(({ hasBegun }) => hasBegun), run.settings.startMs);
    run.stage(`${exchanges.length} streams have begun`);
    expectInFlight(run, exchanges);
    await signalAndWatch(run);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], ["lost", "cut", "race", "refused"]),
    ...lostRequests(record, [PROBE_LANE]),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};
