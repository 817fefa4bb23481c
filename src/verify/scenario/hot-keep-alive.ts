import { NEVER_TAKEN, QUEUED } from "../judge/classify.ts";
import { exitCode } from "../judge/exit-code.ts";
import { ADVICE_QUEUED, lateExit, lostRequests, note, shortcoming } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { notedCount } from "../judge/noted.ts";
import type { Finding, RequestRecord, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { keepAsking, type PooledClientOptions } from "../wire/pooled-client.ts";
import { endedWithIt } from "./in-flight.ts";
import { LEAST_SERVED_MS } from "../judge/served-on.ts";
import type { Settings } from "../settings.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "hot";
/**
 * Clients and service would take turns if none ever paused, and all connections be idle at the same
 * instant, as they never are behind a load balancer. So each pauses for another while each time: up
 * to this, and up to what the route takes, so that half of them have a request in flight at a time.
 */
const LEAST_SPREAD_MS = 5;
const MOST_SPREAD_MS = 100;
/** So that something is in flight at each instant, one of so many asks for what takes a while. */
const SLOW_EVERY = 10;
/** For how long it is under full load before the signal. */
const LOAD_MS = 700;
/** How much before the end of the delay nothing is held against the service: two clocks, one CPU. */
const EARLY_MS = 250;
/** The share of connections that a busy machine may leave no time to be told that they end. */
const FEW = 0.25;
/** Within which the clients start, one after the other. */
const STAGGER_MS = 300;

/** Clients that send one request after the other on connections which they keep. */
export const hotKeepAlive: Scenario = {
  id: "hot-keep-alive",
  group: "connections",
  title: "Hot keep-alive connections",
  promise:
    "Clients that never pause lose no request, are told to go, and do not keep the process alive.",
  loud: true,
  needs: ({ routes }) =>
    routes.fast
      ? undefined
      : "no route is known that answers at once: name one with --route fast=/path",
  async drive(run) {
    const isOver = (): boolean => run.subject.isGone;
    const { clients: count } = run.settings.load;
    const clients = Array.from({ length: count }, async (_, index) => {
      // Not all at once, so that what takes a while does not end at the same instant for ever.
      await run.sleep(index / count * STAGGER_MS);
      await keepAsking(run.traffic, { lane: LANE, isOver, ...habitsOf(run, index) });
    });
    run.stage(`${clients.length} clients send without a pause`);
    await run.sleep(LOAD_MS);
    await signalAndWatch(run);
    await endedWithIt(run, Promise.all(clients));
    noteAnswers(run);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE, PROBE_LANE]),
    ...races(record),
    ...refusals(record, settings),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

function habitsOf(
  run: Run,
  index: number,
): Pick<PooledClientOptions, "route" | "pauseMs"> {
  const { slow } = run.settings.routes;
  const route = slow && index % SLOW_EVERY === 0 ? slow : run.route("fast");
  const spreadMs = Math.max(LEAST_SPREAD_MS, Math.min(route.tookMs, MOST_SPREAD_MS));
  // Steps that have nothing in common with the spread: every pause comes up, in no order.
  return { route, pauseMs: (answer) => (index * 3.7 + answer * 6.1) % spreadMs };
}

function noteAnswers(run: Run): void {
  const { signalAtMs = 0 } = run;
  const after = run.traffic.records().raw
    .filter(({ lane, endMs, end }) => lane === LANE && endMs > signalAtMs && end === "whole");
  run.fact("answersAfter", after.length);
  run.fact("saidClose", after.filter(({ saidClose }) => saidClose).length);
  const unavailable = after.filter(({ status }) => status === 503);
  const delayEndMs = signalAtMs + run.settings.delayMs - EARLY_MS;
  run.fact("unavailable", unavailable.length);
  const firstMs = Math.min(...unavailable.map(({ endMs }) => endMs)) - signalAtMs;
  if (unavailable.length > 0) run.fact("servedOnMs", Math.round(firstMs));
  run.fact("withinDelay", unavailable.filter(({ endMs }) => endMs < delayEndMs).length);
  noteNotice(run, signalAtMs);
}

/** Of the connections that the service ended: how many had been told so by their last answer. */
function noteNotice(run: Run, signalAtMs: number): void {
  const { raw, connections } = run.traffic.records();
  const told = new Map(raw.map(({ connection, saidClose }) => [connection, saidClose]));
  const ended = connections.filter(({ lane, end, closeMs, id }) =>
    lane === LANE && (end === "fin" || end === "reset") && closeMs > signalAtMs && told.has(id)
  );
  run.fact("ended", run.wasKilled ? 0 : ended.length);
  run.fact("endedUntold", run.wasKilled ? 0 : ended.filter(({ id }) => !told.get(id)).length);
}

function races(record: RunRecord): readonly Finding[] {
  const isQueued = ({ lane, how }: RequestRecord): boolean =>
    lane === LANE && (how === QUEUED || how === NEVER_TAKEN);
  const queued = record.requests.filter(isQueued).length;
  const crossed = (record.lanes[LANE]?.race ?? 0) - queued;
  const told = notedCount(record, "saidClose");
  const answers = notedCount(record, "answersAfter");
  const ended = notedCount(record, "ended");
  const untold = notedCount(record, "endedUntold");
  // Whether a request crosses the end of a connection is luck; whether it could is not.
  const couldCross = untold > ended * FEW ? untold : 0;
  return [
    ...found(crossed + couldCross, () =>
      shortcoming(
        "RACES",
        `${untold} of ${ended} connections were ended without notice, and ${crossed} requests crossed that; ${told} of ${answers} answers after the signal said Connection: close`,
        "Say Connection: close in each answer for a while before idle connections are ended: a client that was told sends nothing more on its connection.",
      )),
    ...found(queued, () =>
      note(
        "QUEUED",
        `${queued} new connections were reset while they waited for the listener, which closed`,
        ADVICE_QUEUED,
      )),
  ];
}

/** Who gives a delay promises to serve through it. Without one, and after it, 503 is honest. */
function refusals(record: RunRecord, settings: Settings): readonly Finding[] {
  const early = notedCount(record, "withinDelay");
  const count = notedCount(record, "unavailable");
  const severity = early > 0 ? shortcoming : note;
  const when = early > 0 ? `, ${early} of them while it says that it serves on` : "";
  return found(count, () =>
    severity(
      "UNAVAILABLE",
      `${count} requests on open connections were answered with 503${when}`,
      early > 0 ? ADVICE_EARLY : adviceOnRefusals(record, settings),
    ));
}

const ADVICE_EARLY =
  "Serve as before until the delay is over: the load balancer sends on for as long as that.";

function adviceOnRefusals(record: RunRecord, { delayMs }: Settings): string {
  if (delayMs > 0) {
    return "It came after the delay, which is honest. To make them few, say Connection: close in each answer within the delay.";
  }
  return notedCount(record, "servedOnMs") < LEAST_SERVED_MS
    ? "Serve on for a while after the signal, so that the load balancer can send elsewhere first."
    : "It has served on for a while before, which is right: say for how long with --delay, so that it is judged by that.";
}

function found(count: number, finding: () => Finding): readonly Finding[] {
  return count > 0 ? [finding()] : [];
}
