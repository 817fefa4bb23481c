import { exitCode } from "../judge/exit-code.ts";
import { fault, lateExit, lostRequests, shortcoming } from "../judge/findings.ts";
import { delayUnsaid, LEAST_SERVED_MS, servedOnMs } from "../judge/served-on.ts";
import { notedCount } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { PROBE_LANE } from "../run/watch.ts";
import type { Route, Settings } from "../settings.ts";
import type { Connection } from "../wire/connection.ts";
import type { Scenario } from "./scenario.ts";

const HELD_LANE = "slow";
const FRESH_LANE = "fresh";
const KEPT_LANE = "kept";
const HELD = 3;
const EVERY_MS = 25;
/** How long a busy machine may take until a signal shows in an answer. */
const FLIP_MS = 1_000;
/** How much before the end of the delay nothing is held against the service: two clocks, one CPU. */
const EARLY_MS = 250;
/** How much after the delay new requests may still be served without a word. */
const LONG_MS = 3_000;

/** A balancer looks at readiness, hears of it late, and sends on until it has heard. */
export const readiness: Scenario = {
  id: "readiness",
  group: "requests",
  title: "Readiness and the delay before the drain",
  promise:
    "Not ready at once; served on for as long as the balancer may still send; then no traffic is taken.",
  needs({ routes }) {
    if (!routes.ready) {
      return "no route is known that says whether it takes traffic: name one with --route ready=/path";
    }
    return routes.fast
      ? undefined
      : "no route is known that answers at once: name one with --route fast=/path";
  },
  async drive(run) {
    const { slow } = run.settings.routes;
    const { ended } = run.traffic.ask(PROBE_LANE, run.route("ready"));
    if (!isGood((await ended)?.status, run.route("ready"))) {
      run.unjudged("it did not say that it is ready before the signal");
    }
    const held = slow ? Array.from({ length: HELD }, () => run.traffic.ask(HELD_LANE, slow)) : [];
    const seen = { readyLate: 0, unserved: 0, servedLate: 0 };
    const balancer = [lookAtReadiness(run, seen), sendFresh(run, seen), sendKept(run, seen)];
    await Promise.all(held.map(({ sent }) => sent));
    await run.sleep((slow?.tookMs ?? 200) / 4);
    run.signal();
    await run.gone();
    await Promise.all(balancer);
    for (const [name, count] of Object.entries(seen)) run.fact(name, count);
  },
  judge: (record, settings) => [
    ...staysReady(record, settings),
    ...unservedInDelay(record, settings),
    ...delayUnsaid(record, settings, FRESH_LANE),
    ...servesOn(record, settings),
    ...lostRequests(record, [HELD_LANE], ["lost", "cut", "race", "refused"]),
    ...lostRequests(record, [FRESH_LANE, KEPT_LANE]),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

/** What goes against a promise, counted. */
interface Seen {
  readyLate: number;
  unserved: number;
  servedLate: number;
}

/** As a balancer does: each look on a connection of its own. */
async function lookAtReadiness(run: Run, seen: Seen): Promise<void> {
  const route = run.route("ready");
  while (!run.subject.isGone) {
    const { sinceMs, status } = await askOnce(run, PROBE_LANE, route);
    if (sinceMs > flipMs(run.settings) && isGood(status, route)) seen.readyLate += 1;
    await run.sleep(EVERY_MS);
  }
}

async function sendFresh(run: Run, seen: Seen): Promise<void> {
  const route = run.route("fast");
  while (!run.subject.isGone) {
    const { sinceMs, status } = await askOnce(run, FRESH_LANE, route);
    if (isInDelay(sinceMs, run.settings) && !isGood(status, route)) seen.unserved += 1;
    if (isLongAfter(sinceMs, run.settings) && isGood(status, route)) seen.servedLate += 1;
    await run.sleep(EVERY_MS);
  }
}

/** One request after the other on one connection, for as long as the service keeps it. */
async function sendKept(run: Run, seen: Seen): Promise<void> {
  const route = run.route("fast");
  let connection = run.traffic.connect(KEPT_LANE);
  while (!run.subject.isGone) {
    if (!connection.isUsable) connection = run.traffic.connect(KEPT_LANE);
    const { sinceMs, status } = await askOnce(run, KEPT_LANE, route, connection);
    // Without an answer it may have crossed the end of an idle connection: its class tells.
    const isRefused = status !== undefined && !isGood(status, route);
    if (isInDelay(sinceMs, run.settings) && isRefused) seen.unserved += 1;
    if (isLongAfter(sinceMs, run.settings) && isGood(status, route)) seen.servedLate += 1;
    await run.sleep(EVERY_MS);
  }
}

/** The status, if there is one, and how long after the signal it was asked for. */
async function askOnce(
  run: Run,
  lane: string,
  route: Route,
  connection?: Connection,
): Promise<{ sinceMs: number; status: number | undefined }> {
  const sinceMs = run.nowMs() - (run.signalAtMs ?? Infinity);
  const exchange = run.traffic.ask(lane, route, connection && { connection });
  await Promise.race([exchange.ended, run.subject.exited]);
  return { sinceMs, status: exchange.status };
}

function isGood(status: number | undefined, route: Route): boolean {
  return status === route.status;
}

/** Half of a short delay: the balancer needs the rest of it. */
function flipMs({ delayMs }: Settings): number {
  return delayMs === 0 ? FLIP_MS : Math.min(FLIP_MS, delayMs / 2);
}

function isInDelay(sinceMs: number, { delayMs }: Settings): boolean {
  return sinceMs >= 0 && sinceMs < delayMs - EARLY_MS;
}

function isLongAfter(sinceMs: number, { delayMs }: Settings): boolean {
  return sinceMs > delayMs + LONG_MS;
}

function staysReady(record: RunRecord, settings: Settings): readonly Finding[] {
  const readyLate = notedCount(record, "readyLate");
  if (readyLate === 0) return [];
  return [fault(
    "STAYS_READY",
    `${readyLate} times it said that it is ready, more than ${
      flipMs(settings)
    } ms after the signal`,
    "Answer readiness with 503 from the signal on, so that the balancer sends nothing more.",
  )];
}

/** Who says that it serves on must: the balancer counts on it. */
function unservedInDelay(record: RunRecord, { delayMs }: Settings): readonly Finding[] {
  if (delayMs === 0) return noDelay(record);
  const unserved = notedCount(record, "unserved");
  if (unserved === 0) return [];
  return [fault(
    "REFUSED_IN_DELAY",
    `${unserved} requests were not served within the ${delayMs} ms for which it says to serve on`,
    "Keep the listener open and serve as before until the delay is over; only readiness changes.",
  )];
}

function noDelay(record: RunRecord): readonly Finding[] {
  const { lanes } = record;
  if (servedOnMs(record, FRESH_LANE) >= LEAST_SERVED_MS) return [];
  const refused = (lanes[FRESH_LANE]?.refused ?? 0) + (lanes[KEPT_LANE]?.refused ?? 0);
  if (refused === 0) return [];
  return [{
    severity: "note",
    code: "NO_DELAY",
    what: "new requests are refused soon after the signal",
    advice:
      "Serve on for a few seconds after the signal, or let the platform wait before it sends it; if you do, say so with --delay.",
  }];
}

function servesOn(record: RunRecord, { delayMs }: Settings): readonly Finding[] {
  const servedLate = notedCount(record, "servedLate");
  if (delayMs === 0 || servedLate === 0) return [];
  return [shortcoming(
    "SERVES_ON",
    `${servedLate} new requests were served more than ${LONG_MS} ms after the delay`,
    "Stop to listen when the delay is over: who takes new work does not come to an end.",
  )];
}
