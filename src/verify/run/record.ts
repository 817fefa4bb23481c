import { classify, type RunFacts } from "../judge/classify.ts";
import { curveOf } from "../judge/curve.ts";
import { hasNewWords } from "../judge/new-words.ts";
import type {
  ConnectionRecord,
  Counts,
  ExitRecord,
  Figures,
  Mark,
  ProcessRecord,
  RunRecord,
} from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";
import { countsOf } from "./counts.ts";
import { figuresOf, latest } from "./figures.ts";
import { durationsOf } from "./durations.ts";
import { flowsOf } from "./flows.ts";
import { type Judged, keptConnections, keptRequests } from "./kept.ts";
import type { Run } from "./run.ts";

const MOST_LINES = 100;

/** Makes plain data out of a run that is over. */
export function recordOf(
  run: Run,
  about: Pick<RunRecord, "scenario" | "round" | "variant" | "startedAt">,
  processes: readonly ProcessRecord[],
): RunRecord {
  const { raw, connections } = run.traffic.records();
  const exit = exitOf(run);
  const facts = runFacts(raw, connections, run, exit);
  const judged = raw.map((each) => ({ raw: each, classified: classify(each, facts) }));
  const requests = keptRequests(judged, run.signalAtMs ?? Infinity);
  const figures = figuresOf({
    raw,
    connections,
    linesMs: [...run.subject.stdout, ...run.subject.stderr].map(({ atMs }) => atMs),
    signalAtMs: run.signalAtMs,
    exit,
    hasReadiness: run.settings.routes.ready !== undefined,
  });
  return {
    ...about,
    ...(run.whyUnjudged !== undefined && { unjudged: run.whyUnjudged }),
    marks: marksOf(run, figures, facts, exit),
    ...(run.signalAtMs !== undefined && { signalAtMs: run.signalAtMs }),
    counts: countsOfAll(judged),
    lanes: lanesOf(judged),
    requests,
    omitted: raw.length - requests.length,
    flows: flowsOf(judged),
    durations: durationsOf(judged),
    connections: keptConnections(connections),
    curve: curveOf(connections, raw),
    ...(exit && { exit }),
    figures,
    processes,
    stdout: run.subject.stdout.slice(-MOST_LINES).map(({ text }) => text),
    stderr: run.subject.stderr.slice(-MOST_LINES).map(({ text }) => text),
    facts: run.facts,
  };
}

function exitOf({ subject, wasKilled, signalAtMs = Infinity }: Run): ExitRecord | undefined {
  const { exit, stdout, stderr } = subject;
  const spoke = [stdout, stderr].some((lines) => hasNewWords(lines, signalAtMs));
  return exit && { ...exit, killed: wasKilled, ...(spoke && { spoke }) };
}

function runFacts(
  raw: readonly RawExchange[],
  connections: readonly ConnectionRecord[],
  run: Run,
  exit?: ExitRecord,
): RunFacts {
  const afterMs = run.signalAtMs ?? 0;
  const refused = raw.find(({ end, endMs }) => end === "unreachable" && endMs >= afterMs);
  const lastTakenMs = latest(connections.flatMap(({ connectedMs }) => connectedMs ?? []));
  return {
    ...(run.signalAtMs !== undefined && { signalMs: run.signalAtMs }),
    ...(refused && { refusingMs: refused.endMs }),
    ...(exit && { exitMs: exit.atMs }),
    ...(lastTakenMs !== undefined && { lastTakenMs }),
  };
}

function lanesOf(judged: readonly Judged[]): Readonly<Record<string, Counts>> {
  const lanes = Map.groupBy(judged, ({ raw }) => raw.lane);
  return Object.fromEntries([...lanes].map(([lane, those]) => [lane, countsOfAll(those)]));
}

function countsOfAll(judged: readonly Judged[]): Counts {
  return countsOf(judged.map(({ classified }) => classified.class));
}

function marksOf(run: Run, figures: Figures, facts: RunFacts, exit?: ExitRecord): readonly Mark[] {
  const { signalAtMs = 0 } = run;
  const seen: Mark[] = [
    mark("reaction", "first reaction", figures.reactionMs, signalAtMs),
    mark("not-ready", "not ready", figures.notReadyMs, signalAtMs),
    mark("refusing", "no new connections", facts.refusingMs, 0),
    mark(
      "exit",
      exit?.signal ? `ended by ${exit.signal}` : `exit code ${exit?.code}`,
      exit?.atMs,
      0,
    ),
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
