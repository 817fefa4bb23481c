// A verification as it might have been: built by a few rules, so that a test knows all that is in it.
import type {
  ConnectionRecord,
  Counts,
  Flow,
  RequestClass,
  RequestRecord,
  RunRecord,
  ScenarioResult,
  VerifyResult,
} from "../../../src/verify/mod.ts";

/** When the signal came, in the time of a run. */
export const SIGNAL_MS = 1_200;
/** How long the spans are in which the ends of requests are counted. */
const STEP_MS = 20;
/** What no page may take for markup. */
export const HOSTILE = `</script><img src=x onerror="window.broken=1">&'"`;

/** What became of one request, and how. */
interface Fate {
  readonly class: RequestClass;
  readonly how: string;
  readonly end: ConnectionRecord["end"];
  readonly status?: number;
}

/** One fate of each class. */
export const FATES: Readonly<Record<RequestClass, Fate>> = {
  answered: { class: "answered", how: "answered with 200", end: "fin", status: 200 },
  refused: { class: "refused", how: "503", end: "fin", status: 503 },
  race: { class: "race", how: "crossed the end of an idle connection", end: "fin" },
  lost: { class: "lost", how: "in flight for 310 ms, then dropped", end: "reset" },
  cut: { class: "cut", how: "the answer was reset in its body", end: "reset", status: 200 },
  unjudged: { class: "unjudged", how: "had not ended when the watch was over", end: "open" },
};

const NONE: Counts = { answered: 0, refused: 0, race: 0, lost: 0, cut: 0, unjudged: 0 };

/** Requests of a lane, each on a connection of its own, with one fate. */
export interface Batch {
  readonly lane: string;
  readonly fate: RequestClass;
  readonly count: number;
  readonly startMs: number;
  readonly tookMs: number;
  /** How many more were only counted. */
  readonly omitted?: number;
  readonly label?: string;
}

/** Batches in which every class occurs, in four lanes. */
export const BATCHES: readonly Batch[] = [
  { lane: "slow", fate: "answered", count: 9, startMs: 950, tookMs: 610, omitted: 40 },
  { lane: "slow", fate: "lost", count: 2, startMs: 1_010, tookMs: 310 },
  { lane: "hot", fate: "answered", count: 30, startMs: 1_080, tookMs: 12, omitted: 1_200 },
  { lane: "hot", fate: "race", count: 3, startMs: 1_290, tookMs: 2 },
  { lane: "hot", fate: "refused", count: 12, startMs: 1_320, tookMs: 3 },
  { lane: "stream", fate: "cut", count: 2, startMs: 700, tookMs: 900 },
  { lane: "stream", fate: "unjudged", count: 1, startMs: 900, tookMs: 1_000 },
  { lane: "probe", fate: "answered", count: 4, startMs: 1_150, tookMs: 4 },
  { lane: "probe", fate: "refused", count: 5, startMs: 1_420, tookMs: 1 },
];

/** One run that is made of batches. */
export function sampleRun(
  batches: readonly Batch[] = BATCHES,
  more: Partial<RunRecord> = {},
): RunRecord {
  const requests = batches.flatMap((batch, index) => requestsOf(batch, index * 10_000));
  const connections = requests.map((request) => connectionOf(request));
  return {
    scenario: "slow-requests",
    round: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    marks: [
      { atMs: 0, kind: "start", label: "started" },
      { atMs: 430, kind: "listening", label: "listening" },
      { atMs: SIGNAL_MS, kind: "signal", label: "SIGTERM" },
      { atMs: 1_204, kind: "reaction", label: "first reaction" },
      { atMs: 1_230, kind: "not-ready", label: "not ready" },
      { atMs: 1_400, kind: "refusing", label: "no new connections" },
      { atMs: 1_920, kind: "exit", label: "exit code 0" },
    ],
    signalAtMs: SIGNAL_MS,
    counts: countsOf(batches),
    lanes: Object.fromEntries(
      [...Map.groupBy(batches, ({ lane }) => lane)].map(([lane, those]) => [lane, countsOf(those)]),
    ),
    requests,
    omitted: batches.reduce((sum, { omitted = 0 }) => sum + omitted, 0),
    flows: batches.map(flowOf),
    durations: {},
    connections,
    curve: curveOf(requests),
    exit: { atMs: 1_920, code: 0, signal: null, killed: false },
    figures: { reactionMs: 4, notReadyMs: 30, drainMs: 700, exitMs: 720 },
    processes: [{ pid: 41, parent: 1, command: "node app.js", listens: true, orphaned: false }],
    stdout: ["listening on 8080", "received SIGTERM"],
    stderr: [],
    facts: { "connections that were hot": 30, "said Connection: close": true },
    ...more,
  };
}

/** A whole verification: one scenario that failed, one that passed weakly, one fine, one unjudged. */
export function sampleResult(batches: readonly Batch[] = BATCHES, rounds = 3): VerifyResult {
  const worst = sampleRun(batches, { round: 2 });
  const calm = sampleRun([batches[0] as Batch]);
  const runs = Array.from(
    { length: rounds },
    (_, index) => index === 1 ? worst : { ...calm, round: index + 1 },
  );
  return {
    format: "quiesce-verify/1",
    tool: { version: "0.1.0", runtime: "node 24.0.0" },
    startedAt: "2026-01-01T00:00:00.000Z",
    tookMs: 61_200,
    subject: {
      command: ["node", "app.js"],
      url: "http://127.0.0.1:8080",
      signal: "SIGTERM",
      graceMs: 10_000,
      rounds,
    },
    routes: [{ kind: "slow", method: "GET", path: "/slow", status: 200, tookMs: 600 }],
    verdict: "fail",
    scenarios: [
      scenario("idle-exit", "pass", { runs: [calm] }),
      scenario("slow-requests", "fail", { runs, findings: FINDINGS }),
      scenario("readiness", "weak", { runs: [calm], findings: FINDINGS.slice(1) }),
      scenario("websocket", "unjudged", { why: "no route is known that upgrades" }),
    ],
  };
}

/** How many requests there were, counted ones among them. */
export function totalOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, { count, omitted = 0 }) => sum + count + omitted, 0);
}

const FINDINGS: ScenarioResult["findings"] = [
  {
    severity: "fault",
    code: "LOST",
    what: `2 of 51 requests (slow) lost: ${HOSTILE}`,
    advice: "Wait for every request that was accepted before the process exits.",
    requests: [10_000, 10_001],
    round: 2,
  },
  {
    severity: "shortcoming",
    code: "NO_CLOSE",
    what: "answers after the signal did not say Connection: close",
    advice: "Say Connection: close in each answer for a while before idle connections are ended.",
  },
];

function scenario(
  id: string,
  verdict: ScenarioResult["verdict"],
  more: Partial<ScenarioResult>,
): ScenarioResult {
  const runs = more.runs ?? [];
  return {
    id,
    title: `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll("-", " ")}`,
    promise: "Every request that was accepted is answered, and then the process ends.",
    verdict,
    findings: [],
    counts: sum(runs.map(({ counts }) => counts)),
    figures: runs.length === 0 ? {} : {
      reactionMs: { min: 3, p50: 4, p90: 6.5, p99: 9, max: 9, count: runs.length },
      exitMs: { min: 690, p50: 700, p90: 720, p99: 720, max: 720, count: runs.length },
    },
    runs,
    ...more,
  };
}

function requestsOf(batch: Batch, firstId: number): readonly RequestRecord[] {
  return Array.from({ length: batch.count }, (_, index) => {
    const startMs = batch.startMs + index * 7;
    return requestOf(batch, firstId + index, startMs, startMs + batch.tookMs + index % 5);
  });
}

function requestOf(batch: Batch, id: number, startMs: number, endMs: number): RequestRecord {
  const { end, status, ...fate } = FATES[batch.fate];
  const text = status === undefined ? {} : { status };
  const isTold = status !== undefined;
  const label = batch.label ?? `GET /${batch.lane}`;
  const last = end === "open" ? [] : [{ atMs: endMs, what: end }];
  return {
    id,
    lane: batch.lane,
    label,
    connection: id,
    startMs,
    endMs,
    ...fate,
    ...text,
    saidClose: startMs > SIGNAL_MS && isTold,
    bytesSent: 74,
    bytesReceived: isTold ? 210 : 0,
    timeline: [
      { atMs: startMs - 2, what: "connected" },
      { atMs: startMs, what: "sent", bytes: 74, text: `${label} HTTP/1.1` },
      ...(isTold
        ? [{ atMs: endMs - 1, what: "received" as const, bytes: 210, text: `HTTP/1.1 ${status}` }]
        : []),
      ...last,
    ],
  };
}

/** Those that were only counted, one after the other from the first of the batch on. */
function flowOf({ lane, fate, count, startMs, tookMs, omitted = 0 }: Batch): Flow {
  const ends = Array.from({ length: count }, (_, index) => tookMs + index * 7 + index % 5);
  const others = Array.from({ length: omitted }, (_, index) => tookMs + index * 900 / omitted);
  const counts: number[] = [];
  for (const afterMs of [...ends, ...others]) {
    const index = Math.floor((startMs + afterMs) / STEP_MS);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const first = counts.findIndex((each) => each > 0);
  const filled = Array.from(counts.slice(first), (each) => each ?? 0);
  return { lane, class: fate, startMs: first * STEP_MS, stepMs: STEP_MS, counts: filled };
}

function connectionOf({ id, lane, startMs, endMs, class: fate }: RequestRecord): ConnectionRecord {
  const { end } = FATES[fate];
  return {
    id,
    lane,
    openMs: startMs - 90,
    closeMs: endMs + (end === "fin" ? 40 : 0),
    end,
    requests: 1,
  };
}

function curveOf(requests: readonly RequestRecord[]): RunRecord["curve"] {
  const moments = requests.flatMap(({ startMs, endMs }) => [startMs, endMs])
    .toSorted((a, b) => a - b);
  return moments.map((atMs) => {
    const open = (leadMs: number): number =>
      requests.filter(({ startMs, endMs }) => startMs - leadMs <= atMs && endMs > atMs).length;
    return { atMs, connections: open(90), requests: open(0) };
  });
}

function countsOf(batches: readonly Batch[]): Counts {
  return sum(batches.map(({ fate, count, omitted = 0 }) => ({ ...NONE, [fate]: count + omitted })));
}

function sum(all: readonly Counts[]): Counts {
  const total: Record<RequestClass, number> = { ...NONE };
  for (const counts of all) {
    for (const [key, count] of Object.entries(counts)) total[key as RequestClass] += count;
  }
  return total;
}
