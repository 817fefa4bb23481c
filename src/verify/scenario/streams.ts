import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { PROBE_LANE, watchToEnd } from "../run/watch.ts";
import { expectInFlight, throughDrain } from "./in-flight.ts";
import type { Run } from "../run/run.ts";
import type { Exchange } from "../wire/exchange.ts";
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
    const { tookMs } = run.route("stream");
    await throughDrain(run, { tookMs, put: () => begin(run) }, watchToEnd);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], NOT_ANSWERED),
    ...lostRequests(record, [PROBE_LANE]),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

async function begin(run: Run): Promise<readonly Exchange[]> {
  const route = run.route("stream");
  const kept = await run.traffic.connectAll(LANE, STREAMS);
  const exchanges = kept.map((connection) => run.traffic.ask(LANE, route, { connection }));
  const isOver = (): boolean => exchanges.every(({ hasBegun, hasEnded }) => hasBegun || hasEnded);
  await run.until(isOver, run.settings.startMs);
  run.stage(`${exchanges.length} streams have begun`);
  expectInFlight(run, exchanges);
  return exchanges;
}
