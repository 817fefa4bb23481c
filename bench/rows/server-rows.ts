import type { Rows } from "./row.ts";

/** Servers under load, and how a process ends. */
export const SERVER_ROWS = {
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
} as const satisfies Rows;
