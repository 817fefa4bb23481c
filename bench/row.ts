import { CORE_ROWS } from "./rows/core-rows.ts";
import { CPU_ROWS } from "./rows/cpu-rows.ts";
import { GO_ROWS } from "./rows/go-rows.ts";
import { LEAK_ROWS } from "./rows/leak-rows.ts";
import { OBSERVE_ROWS } from "./rows/observe-rows.ts";
import { OTEL_ROWS } from "./rows/otel-rows.ts";
import { POOL_ROWS } from "./rows/pool-rows.ts";
import type { Row, Rows } from "./rows/row.ts";
import { SERVER_ROWS } from "./rows/server-rows.ts";
import { TASK_ROWS } from "./rows/task-rows.ts";
import type { RuntimeName } from "./runtime.ts";

const TABLE = {
  ...CORE_ROWS,
  ...SERVER_ROWS,
  ...TASK_ROWS,
  ...POOL_ROWS,
  ...CPU_ROWS,
  ...LEAK_ROWS,
  ...GO_ROWS,
  ...OBSERVE_ROWS,
  ...OTEL_ROWS,
};

export type RowId = keyof typeof TABLE;

/** The lines by what they are about, as the documents show them. */
export const SECTIONS: Readonly<Record<string, Rows>> = {
  "Gates, scopes and size": CORE_ROWS,
  "Servers": SERVER_ROWS,
  "Being watched": OBSERVE_ROWS,
  "Telling OpenTelemetry": OTEL_ROWS,
  "Cleanups, tasks and how they are canceled": TASK_ROWS,
  "Pools": POOL_ROWS,
  "Checkpoints": CPU_ROWS,
  "Looking for leaks": LEAK_ROWS,
  "Stopping workers": GO_ROWS,
};

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
