// What a run might have seen, written by hand: the judgement of a scenario depends on nothing else.
import type { Counts, Finding, RequestRecord, RunRecord } from "../../../../src/verify/result.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import type { Settings } from "../../../../src/verify/settings.ts";

const NO_COUNTS: Counts = { answered: 0, refused: 0, race: 0, lost: 0, cut: 0, unjudged: 0 };
const SIGNAL_MS = 1_000;

/** A run in which nothing happened but a signal, and a good end 100 ms later. */
export function handRecord(seen: Partial<RunRecord> = {}): RunRecord {
  return {
    scenario: "by-hand",
    round: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    marks: [],
    signalAtMs: SIGNAL_MS,
    counts: NO_COUNTS,
    lanes: {},
    requests: [],
    omitted: 0,
    flows: [],
    durations: {},
    connections: [],
    curve: [],
    exit: { atMs: SIGNAL_MS + 100, code: 0, signal: null, killed: false },
    figures: { exitMs: 100 },
    processes: [],
    stdout: [],
    stderr: [],
    facts: {},
    ...seen,
  };
}

/** How it ended with another code, 100 ms after the signal. */
export function endedWith(code: number | null, signal: string | null = null): Partial<RunRecord> {
  return { exit: { atMs: SIGNAL_MS + 100, code, signal, killed: false } };
}

/** How it ended when it had to be killed. */
export const KILLED: Partial<RunRecord> = {
  exit: { atMs: SIGNAL_MS + 11_500, code: null, signal: "SIGKILL", killed: true },
  figures: {},
};

/** One request of a lane, with what matters of it. */
export function request(lane: string, seen: Partial<RequestRecord>): RequestRecord {
  return {
    id: 1,
    lane,
    label: `GET /${lane}`,
    connection: 1,
    startMs: SIGNAL_MS - 500,
    endMs: SIGNAL_MS + 50,
    class: "answered",
    how: "by hand",
    saidClose: false,
    bytesSent: 10,
    bytesReceived: 10,
    timeline: [],
    ...seen,
  };
}

/** Requests, and the counts of their lanes. */
export function withRequests(...requests: readonly RequestRecord[]): Partial<RunRecord> {
  const lanes: Record<string, Record<keyof Counts, number>> = {};
  for (const each of requests) {
    const counts = lanes[each.lane] ??= { ...NO_COUNTS };
    counts[each.class] += 1;
  }
  return { requests, lanes };
}

/** Settings that name no route and no claim, but for what a test gives. */
export function handSettings(given: Partial<Settings> = {}): Settings {
  return {
    command: ["service"],
    cwd: ".",
    environment: {},
    signal: "SIGTERM",
    graceMs: 10_000,
    startMs: 10_000,
    rounds: 1,
    jobs: 1,
    load: { clients: 1, requests: 1, idle: 1, crowd: 1, burst: 1 },
    routes: {},
    delayMs: 0,
    http2: false,
    ...given,
  };
}

/** What a scenario finds in a run: `fault LATE_EXIT`. */
export function found(
  scenario: Scenario,
  seen: Partial<RunRecord>,
  settings: Partial<Settings> = {},
): readonly string[] {
  return scenario.judge(handRecord(seen), handSettings(settings), []).map(nameOf);
}

function nameOf({ severity, code }: Finding): string {
  return `${severity} ${code}`;
}
