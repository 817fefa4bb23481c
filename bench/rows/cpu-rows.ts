import type { Rows } from "./row.ts";

/** Long loops that can be stopped. */
export const CPU_ROWS = {
  "cpu.scope": { title: "checkpoint(scope) when nothing is asked", unit: "ns", goal: 5 },
  "cpu.signal": { title: "checkpoint(signal) when nothing is asked", unit: "ns", goal: 5 },
  "cpu.bare": { title: "a loop that hashes 64 bytes a round", unit: "ns" },
  "cpu.checked": {
    title: "throughput kept with checkpoint(scope) in each round",
    unit: "%",
    goal: 95,
    atLeast: true,
  },
  "cpu.bare-empty": { title: "a loop that does next to nothing", unit: "ns" },
  "cpu.checked-empty": { title: "throughput kept by that with checkpoint(scope)", unit: "%" },
} as const satisfies Rows;
