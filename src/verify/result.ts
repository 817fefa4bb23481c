/** The name and version of the stored format. A change that breaks readers changes the number. */
export const RESULT_FORMAT = "quiesce-verify/1";

/**
 * What became of one request. `docs/verify.md` defines each, with the sections of the RFCs.
 *
 * - `answered` whole, with the status that the route gives
 * - `refused` honestly: 503, or no connection, before a byte of another answer
 * - `race` the server closed an idle connection while the request was on its way: the client may retry
 * - `lost` sent, and never answered, or answered with an error that the route does not give
 * - `cut` the answer began and did not reach its end
 * - `unjudged` it had not ended when the watch was over, the watcher itself ended it, or it had no end
 *   by itself and had to be cut
 */
export type RequestClass = "answered" | "refused" | "race" | "lost" | "cut" | "unjudged";

/** One thing that happened to the bytes of a connection. */
export interface ByteEvent {
  /** Milliseconds since the process was started, as all times of a run. */
  readonly atMs: number;
  readonly what:
    | "connecting"
    | "connected"
    | "sent"
    | "received"
    /** The server ended its side in order. */
    | "fin"
    /** The connection was reset. */
    | "reset"
    /** There was nobody to connect to. */
    | "unreachable"
    /** The watcher ended it. */
    | "closed";
  readonly bytes?: number;
  /** The first line of what was sent or received, for people. */
  readonly text?: string;
}

/** One request, from its first byte to what became of it. */
export interface RequestRecord {
  readonly id: number;
  /** The kind of traffic that it belongs to: `slow`, `hot`, `stream`, `probe`. */
  readonly lane: string;
  /** `GET /slow`. */
  readonly label: string;
  /** The number of its connection. */
  readonly connection: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly class: RequestClass;
  /** Why it is of that class, in words. */
  readonly how: string;
  readonly status?: number;
  /** Whether the answer said `Connection: close`. */
  readonly saidClose: boolean;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** What happened to its connection while it lasted. */
  readonly timeline: readonly ByteEvent[];
}

/** How a connection ended. `open`: it had not when the watch was over. */
export type ConnectionEnd = "fin" | "reset" | "unreachable" | "closed" | "open";

/** One connection of the watcher's. */
export interface ConnectionRecord {
  readonly id: number;
  readonly lane: string;
  readonly openMs: number;
  /** When the kernel of the server had taken it. Absent: it never has. */
  readonly connectedMs?: number;
  readonly closeMs: number;
  readonly end: ConnectionEnd;
  readonly requests: number;
}

/** A moment worth a line in the picture. */
export interface Mark {
  readonly atMs: number;
  readonly kind:
    | "start"
    | "listening"
    | "act"
    | "signal"
    | "reaction"
    | "not-ready"
    | "refusing"
    | "deadline"
    | "killed"
    | "exit";
  readonly label: string;
}

/** How many connections and requests were open at a time. */
export interface CurvePoint {
  readonly atMs: number;
  readonly connections: number;
  readonly requests: number;
}

/** How the process ended. `code` is null when a signal killed it. */
export interface ExitRecord {
  readonly atMs: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** The watcher killed it, since it was still there after the grace period. */
  readonly killed: boolean;
  /** Whether it printed something after the signal that is unlike what it had printed. Absent: no. */
  readonly spoke?: boolean;
}

/** One process of the tree that the command started. */
export interface ProcessRecord {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Whether it holds the socket that answers. */
  readonly listens: boolean;
  /** Whether it lived on after the process that was started had ended. */
  readonly orphaned: boolean;
}

/** The times of one run, in milliseconds after the first signal. Absent: not seen. */
export interface Figures {
  /** Until anything could be seen from outside. */
  readonly reactionMs?: number;
  /** Until readiness was red. */
  readonly notReadyMs?: number;
  /** Until the last request that was in flight had ended. */
  readonly drainMs?: number;
  /** Until the process was gone. */
  readonly exitMs?: number;
}

/** How many requests ended in which class. */
export type Counts = Readonly<Record<RequestClass, number>>;

/** How many durations were not longer than a bound, all shorter ones included. */
export interface DurationBucket {
  readonly leMs: number;
  readonly count: number;
}

/** How many requests of a lane ended in a class, in each of equal spans of time. */
export interface Flow {
  readonly lane: string;
  readonly class: RequestClass;
  /** When the first span begins. */
  readonly startMs: number;
  /** How long each span is. */
  readonly stepMs: number;
  readonly counts: readonly number[];
}

/** All that was seen of one process, from its start to its end. */
export interface RunRecord {
  readonly scenario: string;
  /** 1 for the first. */
  readonly round: number;
  /** Which of the processes of one round it was, when the scenario needs several. */
  readonly variant?: string;
  /** Why it could not be judged, which came out only while it ran. */
  readonly unjudged?: string;
  readonly startedAt: string;
  readonly marks: readonly Mark[];
  /** The first signal or other act; the zero of what people read. */
  readonly signalAtMs?: number;
  readonly counts: Counts;
  /** The same for each lane. */
  readonly lanes: Readonly<Record<string, Counts>>;
  /** Every request that went wrong, and of the others a sample that is spread over the time. */
  readonly requests: readonly RequestRecord[];
  /** How many are in the counts, the flows and the durations only. */
  readonly omitted: number;
  /** When all requests ended, by lane and class. */
  readonly flows: readonly Flow[];
  /**
   * How long all answered requests of each lane took. The first bucket of a lane that is empty is
   * the lower bound of its shortest, and the last one counts all.
   */
  readonly durations: Readonly<Record<string, readonly DurationBucket[]>>;
  readonly connections: readonly ConnectionRecord[];
  readonly curve: readonly CurvePoint[];
  readonly exit?: ExitRecord;
  readonly figures: Figures;
  readonly processes: readonly ProcessRecord[];
  /** The end of what it printed. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** What the scenario itself has seen. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/** Something that a scenario has seen, as plain data. */
export type Fact = string | number | boolean | null | readonly string[];

/** Something to say about a run. A `fault` fails the scenario; a `shortcoming` does not. */
export interface Finding {
  readonly severity: "fault" | "shortcoming" | "note";
  /** For programs: `LOST`, `LATE_EXIT`. */
  readonly code: string;
  /** What was seen, with its count. */
  readonly what: string;
  /** What to do about it. */
  readonly advice: string;
  /** The requests that show it. */
  readonly requests?: readonly number[];
  /** In which round. */
  readonly round?: number;
  /** In which of the processes of that round, when there were several. */
  readonly variant?: string;
}

/** `weak`: passed, with a shortcoming. `unjudged`: could not be judged; `why` says so. */
export type Verdict = "pass" | "weak" | "fail" | "unjudged";

/** A figure through all rounds. Of fewer than 100 rounds `p99` is the largest. */
export interface Percentiles {
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/** The figures of all rounds. */
export type FiguresOfRounds = Readonly<Partial<Record<keyof Figures, Percentiles>>>;

/** What one scenario has shown. */
export interface ScenarioResult {
  readonly id: string;
  readonly title: string;
  /** What a careful server does. */
  readonly promise: string;
  readonly verdict: Verdict;
  /** Why it was not judged. */
  readonly why?: string;
  /** A process of it could not be started, although the first of all could. Absent: each was. */
  readonly unstarted?: boolean;
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  /** Those of the first variant, when a round has several processes: they differ in what was done. */
  readonly figures: FiguresOfRounds;
  /** Those of each variant, when a round has several processes. */
  readonly variants?: Readonly<Record<string, FiguresOfRounds>>;
  readonly runs: readonly RunRecord[];
}

/** What the judge was told, as it is stored. */
export interface SubjectRecord {
  readonly command: readonly string[];
  readonly url: string;
  readonly signal: string;
  readonly graceMs: number;
  readonly rounds: number;
}

/** One route that was found or named, and what it does when nothing is wrong. */
export interface RouteRecord {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly tookMs: number;
}

/** What one whole verification has shown. */
export interface VerifyResult {
  readonly format: typeof RESULT_FORMAT;
  readonly tool: { readonly version: string; readonly runtime: string };
  readonly startedAt: string;
  readonly tookMs: number;
  readonly subject: SubjectRecord;
  readonly routes: readonly RouteRecord[];
  /** It was called off: the scenarios are those that were judged until then. */
  readonly interrupted?: boolean;
  /** What `/` says, when no route was found. */
  readonly rootStatus?: number;
  /**
   * The worst of all that was judged; `unjudged` when nothing was, and when nothing has failed but a
   * process could not be started.
   */
  readonly verdict: Verdict;
  readonly scenarios: readonly ScenarioResult[];
}
