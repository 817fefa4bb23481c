import type { Rows } from "./row.ts";

/** What is dropped and never released, and what it costs to look. */
export const LEAK_ROWS = {
  "leak.scope-off": { title: "child scope opened and closed without a registry", unit: "ns" },
  "leak.scope-none": {
    title: "with a registry that samples nothing, against that",
    unit: "x",
    goal: 1.05,
  },
  "leak.scope-some": { title: "with one that notes one scope in a hundred", unit: "x" },
  "leak.scope-all": { title: "with one that notes all scopes", unit: "x" },
  "leak.task-off": { title: "task of a group started and joined without a registry", unit: "ns" },
  "leak.task-none": {
    title: "with a registry that samples nothing, against that",
    unit: "x",
    goal: 1.05,
  },
  "leak.task-some": { title: "with one that notes one task in a hundred", unit: "x" },
  "leak.task-all": { title: "with one that notes all tasks", unit: "x" },
  "finalizer.idle-p50": { title: "idle process: from drop to report, median", unit: "ms" },
  "finalizer.idle-last": { title: "idle process: the last one reported", unit: "ms" },
  "finalizer.idle-never": { title: "idle process: not reported before its exit", unit: "%" },
  "finalizer.small-p50": {
    title: "50 MB a second of small garbage: from drop to report, median",
    unit: "ms",
  },
  "finalizer.small-last": { title: "small garbage: the last one reported", unit: "ms" },
  "finalizer.small-never": { title: "small garbage: not reported before its exit", unit: "%" },
  "finalizer.bursts-p50": {
    title: "64 MB of garbage at once, each second: from drop to report, median",
    unit: "ms",
  },
  "finalizer.bursts-last": { title: "bursts: the last one reported", unit: "ms" },
  "finalizer.bursts-never": { title: "bursts: not reported before its exit", unit: "%" },
  "finalizer.short-never": { title: "a program of one second: not reported", unit: "%" },
} as const satisfies Rows;
