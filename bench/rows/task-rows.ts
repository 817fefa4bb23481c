import type { Rows } from "./row.ts";

const THAN_STACK = { unit: "x", goal: 2, atLeast: true, goalOn: { bun: 1 } } as const;
const FASTER = { unit: "x", goal: 1, atLeast: true } as const;

/** Cleanups, tasks, and how both end. */
export const TASK_ROWS = {
  "cleanup.scope-1k": {
    title: "1 000 async cleanups deferred and run by a scope, each",
    unit: "ns",
  },
  "cleanup.stack-1k": {
    title: "AsyncDisposableStack with 1 000, against the scope",
    ...THAN_STACK,
  },
  "cleanup.effect-1k": {
    title: "effect with 1 000, against the scope",
    unit: "x",
    goal: 8,
    atLeast: true,
  },
  "cleanup.effect-sync-1k": { title: "effect with 1 000 sync ones, against the scope", unit: "x" },
  "cleanup.effection-1k": { title: "effection with 1 000 sync ones, against the scope", unit: "x" },
  "cleanup.scope-100k": {
    title: "100 000 async cleanups deferred and run by a scope, each",
    unit: "ns",
  },
  "cleanup.stack-100k": {
    title: "AsyncDisposableStack with 100 000, against the scope",
    ...THAN_STACK,
  },
  "cleanup.effect-100k": {
    title: "effect with 100 000, against the scope",
    unit: "x",
    goal: 8,
    atLeast: true,
  },
  "cleanup.effect-sync-100k": {
    title: "effect with 100 000 sync ones, against the scope",
    unit: "x",
  },
  "cleanup.effection-100k": {
    title: "effection with 100 000 sync ones, against the scope",
    unit: "x",
  },
  "spawn.all-1k": { title: "Promise.all of 1 000 async functions, each", unit: "ns" },
  "spawn.settled-1k": { title: "Promise.allSettled of 1 000, against Promise.all", unit: "x" },
  "spawn.group-1k": {
    title: "Group.spawn and close, 1 000, against Promise.all",
    unit: "x",
    goal: 1.6,
  },
  "spawn.scope-1k": { title: "Scope.spawn and close, 1 000, against Promise.all", unit: "x" },
  "spawn.placed-1k": { title: "the same, each noting where it was spawned", unit: "x" },
  "spawn.effect-1k": {
    title: "effect forkChild and joinAll, 1 000, against the group",
    unit: "x",
    goal: 4,
    atLeast: true,
  },
  "spawn.effect-root-1k": {
    title: "effect runFork and joinAll, 1 000 without an owner, against the group",
    unit: "x",
  },
  "spawn.all-100k": { title: "Promise.all of 100 000 async functions, each", unit: "ns" },
  "spawn.settled-100k": { title: "Promise.allSettled of 100 000, against Promise.all", unit: "x" },
  "spawn.group-100k": {
    title: "Group.spawn and close, 100 000, against Promise.all",
    unit: "x",
    goal: 2.5,
  },
  "spawn.scope-100k": { title: "Scope.spawn and close, 100 000, against Promise.all", unit: "x" },
  "spawn.placed-100k": { title: "the same, each noting where it was spawned", unit: "x" },
  "spawn.effect-100k": {
    title: "effect forkChild and joinAll, 100 000, against the group",
    ...FASTER,
  },
  "spawn.effect-root-100k": {
    title: "effect runFork and joinAll, 100 000 without an owner, against the group",
    unit: "x",
  },
  "cancel.group-1k": {
    title: "1 000 waiting tasks of a group aborted until all have ended, each",
    unit: "ns",
  },
  "cancel.effect-1k": { title: "effect interruptAll of 1 000, against the group", ...FASTER },
  "cancel.signal-1k": { title: "one AbortSignal and 1 000 promises, against the group", unit: "x" },
  "cancel.group-10k": {
    title: "10 000 waiting tasks of a group aborted until all have ended, each",
    unit: "ns",
  },
  "cancel.signal-10k": {
    title: "one AbortSignal and 10 000 promises, against the group",
    unit: "x",
  },
  "cancel.group-100k": {
    title: "100 000 waiting tasks of a group aborted until all have ended, each",
    unit: "ns",
  },
  "cancel.effect-100k": { title: "effect interruptAll of 100 000, against the group", ...FASTER },
  "cancel.group-1m": {
    title: "1 000 000 waiting tasks of a group aborted until all have ended, each",
    unit: "ns",
  },
  "task.bare": { title: "an async function that waits, and its promise in an array", unit: "B" },
  "task.live": { title: "what a live task takes above that", unit: "B", goal: 400 },
  "task.live-all": { title: "both together", unit: "B" },
  "task.finished": { title: "what is kept of a task that has ended", unit: "B", goal: 0.5 },
} as const satisfies Rows;
