import type { Rows } from "./row.ts";

/** What it costs to be seen. */
export const OBSERVE_ROWS = {
  "observe.ask": {
    title: "the way of a request through the guard, above one that asks for no observers",
    unit: "ns",
  },
  "observe.none": { title: "the same, of the time of a bare request", unit: "%", goal: 1 },
  "observe.subscribed": {
    title: "throughput lost: all channels of requests subscribed, against the same server",
    unit: "%",
  },
  "observe.subscribed-cpu": { title: "CPU time of a request: the same", unit: "x", goal: 1.03 },
  "observe.observed": {
    title: "throughput lost: an observer with a context for each handler",
    unit: "%",
  },
  "observe.observed-cpu": { title: "CPU time of a request: the same", unit: "x" },
} as const satisfies Rows;
