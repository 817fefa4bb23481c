import type { RuntimeName } from "./runtime.ts";

/** What a figure is measured in. */
export type Unit = "x" | "ns" | "us" | "ms" | "B" | "kB" | "MB" | "%";

/** One line of the table: what is measured, and what it should be. */
export interface Row {
  readonly title: string;
  readonly unit: Unit;
  /** The most it may be; with `atLeast` the least. Without a goal the figure is there to compare. */
  readonly goal?: number;
  readonly atLeast?: true;
  /** Where the goal is another one. */
  readonly goalOn?: Partial<Record<RuntimeName, number>>;
}

const TABLE = {
  "gate.bare": { title: "bare call of a handler that makes one small object", unit: "ns" },
  "gate.anonymous": {
    title: "gate.enter + leave around it, against the bare call",
    unit: "x",
    goal: 1.8,
  },
  "gate.named": {
    title: "gate.lease + release around it, against the bare call",
    unit: "x",
    goal: 5,
  },
  "gate.closure": {
    title: "a Set and a closure instead, against the lease",
    unit: "x",
    goal: 4,
    atLeast: true,
  },
  "gate.bytes": { title: "allocated by enter + leave", unit: "B", goal: 1 },
  "async.bare": { title: "bare await of an async handler", unit: "ns" },
  "async.anonymous": {
    title: "enter + leave around it, against the bare await",
    unit: "x",
    goal: 1.15,
  },
  "async.named": { title: "lease + release around it, against the bare await", unit: "x", goal: 2 },
  "scope.object": { title: "an object of four fields", unit: "ns" },
  "scope.unused": {
    title: "child scope opened and closed, against that object",
    unit: "x",
    goal: 2.5,
  },
  "scope.bytes": { title: "a live scope", unit: "B", goal: 120 },
  "scope.controller": { title: "a bare AbortController and its signal", unit: "ns" },
  "scope.signal": {
    title: "child scope with its signal read, against that controller",
    unit: "x",
    goal: 1.6,
    goalOn: { deno: 2.6 },
  },
  "scope.any": {
    title: "AbortController + AbortSignal.any, against a scope with its signal read",
    unit: "x",
    atLeast: true,
    goalOn: { node22: 40, node24: 40, node26: 40 },
  },
  "scope.any-bare": {
    title: "the same, against a bare controller: no scope with a signal can do better",
    unit: "x",
  },
  "scope.any-unused": { title: "the same, against a scope whose signal nobody reads", unit: "x" },
  "tree.cancel": { title: "cancel a tree of 1 000 000 scopes, each", unit: "ns", goal: 25 },
  "tree.branches": { title: "the same tree built branch by branch, each", unit: "ns" },
  "tree.depth": { title: "cancel a chain 1 000 000 deep, each", unit: "ns" },
  "tree.bytes": { title: "a live scope of that tree", unit: "B", goal: 120 },
  "listeners.scope": {
    title: "100 000 listeners by scope.onAbort, added and called, each",
    unit: "us",
    goal: 2,
  },
  "listeners.platform": { title: "by addEventListener on one signal, each", unit: "us" },
  "heap.scopes": {
    title: "heap kept of 1 000 000 request scopes, signal read, listener left",
    unit: "MB",
    goal: 1,
  },
  "heap.any": { title: "heap kept of as many AbortSignal.any", unit: "MB" },
  "size.core": { title: "the core in a bundle, minified and gzipped", unit: "kB", goal: 10 },
  "import.empty": { title: "import of an empty module", unit: "ms" },
  "import.core": { title: "import of quiesce, above that", unit: "ms", goal: 3 },
  "import.bundle": { title: "import of its core as one bundled file, above that", unit: "ms" },
  "http.serve": {
    title: "throughput lost: serve, against a bare fetch handler",
    unit: "%",
    goal: 3,
  },
  "http.serve-cpu": { title: "CPU time of a request: serve, against the bare handler", unit: "x" },
  "hono.quiesce": {
    title: "throughput lost: Hono middleware, against a no-op one",
    unit: "%",
    goal: 3,
  },
  "hono.quiesce-cpu": {
    title: "CPU time of a request: the middleware, against the no-op",
    unit: "x",
  },
  "hono.http-terminator": { title: "throughput lost: http-terminator, same app", unit: "%" },
  "hono.http-terminator-cpu": { title: "CPU time of a request: http-terminator", unit: "x" },
  "hono.stoppable": { title: "throughput lost: stoppable, same app", unit: "%" },
  "hono.stoppable-cpu": { title: "CPU time of a request: stoppable", unit: "x" },
  "hono.terminus": { title: "throughput lost: terminus, same app", unit: "%" },
  "hono.terminus-cpu": { title: "CPU time of a request: terminus", unit: "x" },
  "hono.lightship": {
    title: "throughput lost: lightship, a beacon a request, same app",
    unit: "%",
  },
  "hono.lightship-cpu": { title: "CPU time of a request: lightship", unit: "x" },
  "exit.bare": { title: "SIGTERM to exit of an idle server that calls process.exit()", unit: "ms" },
  "exit.quiesce": {
    title: "SIGTERM to exit of an idle service, against that",
    unit: "x",
    goal: 1.3,
  },
} as const satisfies Readonly<Record<string, Row>>;

export type RowId = keyof typeof TABLE;

/** Every line, in the order of the table. */
export const ROWS: Readonly<Record<RowId, Row>> = TABLE;

/** What the figure should be on this runtime, if anything was promised. */
export function goalOf(id: RowId, runtime: RuntimeName): number | undefined {
  const row = ROWS[id];
  return row.goalOn?.[runtime] ?? row.goal;
}

/** Whether `value` is within the goal. */
export function reaches(id: RowId, goal: number, value: number): boolean {
  const row = ROWS[id];
  return row.atLeast ? value >= goal : value <= goal;
}
