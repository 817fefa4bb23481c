import { classify, type RunFacts } from "../judge/classify.ts";
import { curveOf } from "../judge/curve.ts";
import type {
  ConnectionRecord,
  Counts,
  ExitRecord,
  Figures,
  Mark,
  ProcessRecord,
  RequestClass,
  RequestRecord,
  RunRecord,
} from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";
import type { Run } from "./run.ts";
import { PROBE_LANE } from "./watch.ts";

const MOST_WRONG = 200;
const MOST_ANSWERED = 150;
const MOST_CONNECTIONS = 300;
const MOST_LINES = 100;

/** All classes, none of which has happened. */
export const NO_COUNTS: Counts = {
  answered: 0,
  refused: 0,
  race: 0,
  lost: 0,
  cut: 0,
  unjudged: 0,
};

/** Adds up classes, so that no request goes missing in the sum. */
export function countsOf(classes: readonly RequestClass[]): Counts {
  const counts = { ...NO_COUNTS };
  for (const each of classes) counts[each] += 1;
  return counts;
}

/** The sum of several counts. */
export function sumOf(all: readonly Counts[]): Counts {
  const sum: Record<RequestClass, number> = { ...NO_COUNTS };
  for (const counts of all) {
    for (const key of Object.keys(sum) as RequestClass[]) sum[key] += counts[key];
  }
  return sum;
}

/** Makes plain data out of a run that is over. */
export function recordOf(
  run: Run,
  about: Pick<RunRecord, "scenario" | "round" | "variant" | "startedAt">,
  processes: readonly ProcessRecord[],
): RunRecord {
  const { raw, connections } = run.traffic.records();
  const exit = exitOf(run);
  const facts = runFacts(raw, run, exit);
  const requests = raw.map((each) => requestOf(each, facts));
  const seen = keptOf(requests, run.signalAtMs ?? Infinity);
  const figures = figuresOf(run, raw, connections, exit);
  return {
    ...about,
    ...(run.whyUnjudged !== undefined && { unjudged: run.whyUnjudged }),
    marks: marksOf(run, figures, facts, exit),
    ...(run.signalAtMs !== undefined && { signalAtMs: run.signalAtMs }),
    counts: countsOf(requests.map((each) => each.class)),
    lanes: lanesOf(requests),
    requests: seen,
    omitted: requests.length - seen.length,
    connections: connections.slice(0, MOST_CONNECTIONS),
    curve: curveOf(connections, raw),
    ...(exit && { exit }),
    figures,
    processes,
    stdout: run.subject.stdout.slice(-MOST_LINES).map(({ text }) => text),
    stderr: run.subject.stderr.slice(-MOST_LINES).map(({ text }) => text),
    facts: run.facts,
  };
}

function exitOf(run: Run): ExitRecord | undefined {
  const { exit } = run.subject;
  return exit && { ...exit, killed: run.wasKilled };
}

function runFacts(raw: readonly RawExchange[], run: Run, exit?: ExitRecord): RunFacts {
  const afterMs = run.signalAtMs ?? 0;
  const refused = raw.find(({ end, endMs }) => end === "unreachable" && endMs >= afterMs);
  return {
    ...(refused && { refusingMs: refused.endMs }),
    ...(exit && { exitMs: exit.atMs }),
  };
}

function requestOf(raw: RawExchange, facts: RunFacts): RequestRecord {
  const { expects: _expects, earlier: _earlier, warned: _warned, begun: _begun, ...rest } = raw;
  const { end: _end, status, ...kept } = rest;
  return { ...kept, ...classify(raw, facts), ...(status !== undefined && { status }) };
}

function lanesOf(requests: readonly RequestRecord[]): Readonly<Record<string, Counts>> {
  const lanes = Map.groupBy(requests, ({ lane }) => lane);
  return Object.fromEntries(
    [...lanes].map(([lane, those]) => [lane, countsOf(those.map((each) => each.class))]),
  );
}

/** What went wrong first, then what was in flight at the signal, then what came after it. */
function keptOf(requests: readonly RequestRecord[], signalMs: number): readonly RequestRecord[] {
  const wrong = requests.filter((each) => each.class !== "answered" && each.class !== "refused");
  const right = requests.filter((each) => each.class === "answered" || each.class === "refused");
  const rank = ({ startMs, endMs, lane }: RequestRecord): number => {
    if (startMs <= signalMs && endMs >= signalMs) return 0;
    if (endMs < signalMs) return 3;
    return lane === PROBE_LANE ? 2 : 1;
  };
  const best = right.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_ANSWERED);
  return [...wrong.slice(0, MOST_WRONG), ...best].toSorted((a, b) => a.id - b.id);
}

function figuresOf(
  run: Run,
  raw: readonly RawExchange[],
  connections: readonly ConnectionRecord[],
  exit?: ExitRecord,
): Figures {
  const { signalAtMs } = run;
  if (signalAtMs === undefined) return {};
  const since = (atMs: number | undefined): number | undefined =>
    atMs === undefined ? undefined : Math.round(atMs - signalAtMs);
  const inFlight = raw.filter(({ startMs, endMs }) => startMs <= signalAtMs && endMs > signalAtMs);
  return present({
    reactionMs: since(firstReaction(run, raw, connections, signalAtMs, exit)),
    notReadyMs: since(notReady(run, raw, signalAtMs)),
    drainMs: since(lastOf(inFlight.map(({ endMs }) => endMs))),
    exitMs: run.wasKilled ? undefined : since(exit?.atMs),
  });
}

function present(times: Record<keyof Figures, number | undefined>): Figures {
  return Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined));
}

function firstReaction(
  run: Run,
  raw: readonly RawExchange[],
  connections: readonly ConnectionRecord[],
  signalMs: number,
  exit?: ExitRecord,
): number | undefined {
  const turned = raw.filter((each) => each.saidClose || each.status === 503 || each.end !== "whole")
    .map(({ endMs }) => endMs);
  const ended = connections.filter(({ end }) => end !== "closed" && end !== "open")
    .map(({ closeMs }) => closeMs);
  const lines = [...run.subject.stdout, ...run.subject.stderr].map(({ atMs }) => atMs);
  const all = [...turned, ...ended, ...lines, ...(exit ? [exit.atMs] : [])];
  return firstOf(all.filter((atMs) => atMs >= signalMs));
}

function notReady(run: Run, raw: readonly RawExchange[], signalMs: number): number | undefined {
  if (!run.settings.routes.ready) return undefined;
  const red = raw.filter(({ lane, endMs, status, end }) =>
    lane === PROBE_LANE && endMs >= signalMs && (status === 503 || end === "unreachable")
  );
  return firstOf(red.map(({ endMs }) => endMs));
}

function firstOf(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
}

function lastOf(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}

function marksOf(run: Run, figures: Figures, facts: RunFacts, exit?: ExitRecord): readonly Mark[] {
  const { signalAtMs = 0 } = run;
  const seen: Mark[] = [
    mark("reaction", "first reaction", figures.reactionMs, signalAtMs),
    mark("not-ready", "not ready", figures.notReadyMs, signalAtMs),
    mark("refusing", "no new connections", facts.refusingMs, 0),
    mark("exit", exit?.signal ?? `exit code ${exit?.code}`, exit?.atMs, 0),
  ].flatMap((each) => each ?? []);
  return [...run.marks, ...seen].toSorted((a, b) => a.atMs - b.atMs);
}

function mark(
  kind: Mark["kind"],
  label: string,
  ms: number | undefined,
  fromMs: number,
): Mark | undefined {
  return ms === undefined ? undefined : { atMs: fromMs + ms, kind, label };
}
