import type { AnswerSize } from "./wire/answer-size.ts";

/** The kinds of routes that scenarios ask for. */
export const ROUTE_KINDS = [
  /** Answers at once. */
  "fast",
  /** Takes a while: at least some hundred milliseconds. */
  "slow",
  /** A body that takes a while and comes to its end. */
  "stream",
  /** An endless `text/event-stream`. */
  "events",
  /** A WebSocket. */
  "socket",
  /** Reads a whole body, then answers. */
  "upload",
  /** Never answers. */
  "hang",
  /** Makes the process fail. */
  "crash",
  /** 2xx while the service takes traffic, 503 when it shall get none. */
  "ready",
  /** Asks the dependency, and answers when that has answered. */
  "query",
] as const;

/** What a route is good for. */
export type RouteKind = (typeof ROUTE_KINDS)[number];

/** A request that can be made, and how it is answered when nothing is wrong. */
export interface Route {
  readonly kind: RouteKind;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The status in peace. */
  readonly status: number;
  /** How long the answer took in peace. */
  readonly tookMs: number;
  /** How large the answers were in peace, where the same is expected in the shutdown. */
  readonly answers?: readonly AnswerSize[];
}

/** How much of each thing a scenario puts on the service. */
export interface Load {
  /** Clients that send without a pause. */
  readonly clients: number;
  /** Requests in flight where few are enough. */
  readonly requests: number;
  /** Connections that are only held. */
  readonly idle: number;
  /** Requests that end at the same time. */
  readonly crowd: number;
  /** Signals in one burst. */
  readonly burst: number;
}

/** Something that the service depends on, between which and the service faults are put. */
export interface Dependency {
  /** The variable by which the service learns where it is: a URL or `host:port`. */
  readonly variable: string;
  /** Its value without us. */
  readonly value: string;
}

/** All that a verification was told or has found out. */
export interface Settings {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** Added to the environment of the command. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Where it answers. Without one, each run gets a free port by `PORT` and by `{port}` in the
   * command, and is looked for where the process listens.
   */
  readonly url?: string;
  readonly signal: NodeJS.Signals;
  /** How long the platform waits after the signal before it kills. */
  readonly graceMs: number;
  /** How long the start may take. */
  readonly startMs: number;
  /** How often each scenario is run. */
  readonly rounds: number;
  /** How many processes may be watched at the same time. */
  readonly jobs: number;
  readonly load: Load;
  readonly routes: Readonly<Partial<Record<RouteKind, Route>>>;
  readonly dependency?: Dependency;
  /** What the last line on stdout must match, when the service says one at its end. */
  readonly lastLine?: string;
  /** For how long the service says that it serves on after the signal. 0: it says nothing of it. */
  readonly delayMs: number;
  /** Whether HTTP/2 without an upgrade was understood. */
  readonly http2: boolean;
}
