import type { Rows } from "./row.ts";

/** Many small jobs, eight at a time. */
export const POOL_ROWS = {
  "pool.loops": { title: "10 000 tiny jobs by eight bare loops, each", unit: "ns" },
  "pool.pool": { title: "a pool of eight, against the bare loops", unit: "x", goal: 2.5 },
  "pool.pressed": { title: "the same with a queue of 100, which has to be waited for", unit: "x" },
  "pool.p-limit": { title: "p-limit, against the pool", unit: "x", goal: 2, atLeast: true },
  "pool.p-queue": { title: "p-queue, against the pool", unit: "x", goal: 4, atLeast: true },
  "pool.effect": { title: "effect forEach, eight at a time, against the pool", unit: "x" },
} as const satisfies Rows;
