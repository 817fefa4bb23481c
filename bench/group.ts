import { exitFigures } from "./exit.ts";
import { finalizerFigures } from "./finalizer.ts";
import { httpFigures } from "./http.ts";
import { besidePeers, insideFigures } from "./inside.ts";
import type { Figure } from "./measure/report.ts";
import type { Runtime } from "./runtime.ts";
import { observeFigures } from "./observe.ts";
import { otelFigures } from "./otel.ts";
import { sizeFigures } from "./size.ts";

/** Figures that are measured together. */
export type Group = (runtime: Runtime) => Promise<readonly Figure[]>;

const GROUPS = {
  gate: (runtime) => insideFigures(runtime, ["gate", "async"]),
  scope: (runtime) => insideFigures(runtime, ["scope", "tree"]),
  heap: (runtime) => insideFigures(runtime, ["heap"]),
  tasks: (runtime) => besidePeers(runtime, ["cleanup", "spawn", "cancel", "task-bytes"]),
  pool: (runtime) => besidePeers(runtime, ["pool"]),
  cpu: (runtime) => insideFigures(runtime, ["checkpoint"]),
  leak: leakFigures,
  go: (runtime) => insideFigures(runtime, ["ask", "farewell", "wake"]),
  size: sizeFigures,
  http: httpFigures,
  observe: observeFigures,
  otel: otelFigures,
  exit: exitFigures,
} as const satisfies Readonly<Record<string, Group>>;

async function leakFigures(runtime: Runtime): Promise<readonly Figure[]> {
  return [
    ...await insideFigures(runtime, ["registry"]),
    ...await finalizerFigures(runtime),
  ];
}

export type GroupName = keyof typeof GROUPS;

export const GROUP_NAMES = Object.keys(GROUPS) as readonly GroupName[];

export function isGroupName(name: string): name is GroupName {
  return Object.hasOwn(GROUPS, name);
}

/** Measures one group on one runtime. */
export function measure(name: GroupName, runtime: Runtime): Promise<readonly Figure[]> {
  return GROUPS[name](runtime);
}
