import type { Rows } from "./row.ts";

/** Gates, scopes, and how large the core is. */
export const CORE_ROWS = {
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
} as const satisfies Rows;
