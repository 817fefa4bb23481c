import type { Rows } from "./row.ts";

/** Many small jobs, eight at a time. */
export const POOL_ROWS = {
  "pool.loops": { title: "10 000 tiny jobs by eight bare loops, each", unit: "ns" },
  "pool.p-limit-loops": { title: "p-limit, against the bare loops", unit: "x" },
  "pool.p-queue-loops": { title: "p-queue, against the bare loops", unit: "x" },
  "pool.effect-loops": { title: "effect forEach, against the bare loops", unit: "x" },
} as const satisfies Rows;
