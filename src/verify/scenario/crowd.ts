import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { PROBE_LANE, watchToEnd } from "../run/watch.ts";
import type { Connection } from "../wire/connection.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Run } from "../run/run.ts";
import { answersBefore, expectInFlight, throughDrain } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "crowd";
const AFTER_LANE = "after";
/** Fewer than any system queues for a listener, so that none has to be sent again. */
const AT_ONCE = 100;
/** What it may take to connect so many. */
const CONNECT_MS = 400;
/** For how long one that answers nobody is waited for. */
const TAKEN_MS = 1_000;

/** Very many requests that end at the same time, while the process is about to go. */
export const crowd: Scenario = {
  id: "crowd",
  group: "requests",
  title: "A crowd that ends at once",
  promise: "However many requests end at the same time, each is answered, and the process ends.",
  loud: true,
  needs: ({ routes }) =>
    routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path",
  async drive(run) {
    const { tookMs } = run.route("slow");
    const putting = { tookMs, putMs: CONNECT_MS, put: () => putCrowd(run) };
    await throughDrain(run, putting, watchToEnd);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], NOT_ANSWERED),
    ...lostRequests(record, [PROBE_LANE]),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

async function putCrowd(run: Run): Promise<readonly Exchange[]> {
  const { fast } = run.settings.routes;
  const route = run.route("slow");
  const kept = await connectMany(run, run.settings.load.crowd);
  const exchanges = kept.map((connection) => run.traffic.ask(LANE, route, { connection }));
  await Promise.all(exchanges.map(({ sent }) => sent));
  run.stage(`${exchanges.length} requests are in flight`);
  // An answer to what was sent after them shows best that they were read.
  if (fast) await answersBefore(run, [run.traffic.ask(AFTER_LANE, fast)]);
  await run.sleep(route.tookMs / 4);
  expectInFlight(run, exchanges);
  return exchanges;
}

async function connectMany(run: Run, count: number): Promise<readonly Connection[]> {
  const kept: Connection[] = [];
  while (kept.length < count) {
    const next = Math.min(AT_ONCE, count - kept.length);
    kept.push(...await run.traffic.connectAll(LANE, next));
    await untilTaken(run);
  }
  return kept;
}

/**
 * A system says that there is a connection before its server has taken it. Once one that came later
 * is answered, none waits in the queue of the listener any more, which others might overflow.
 */
async function untilTaken(run: Run): Promise<void> {
  const { fast } = run.settings.routes;
  if (fast) await Promise.race([run.traffic.ask(AFTER_LANE, fast).ended, run.sleep(TAKEN_MS)]);
}
