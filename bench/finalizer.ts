import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { quantile } from "./measure/median.ts";
import { isQuick } from "./measure/quick.ts";
import type { Figure } from "./measure/report.ts";
import { ROOT, type Runtime } from "./runtime.ts";

interface Dropped {
  readonly dropped: number;
  readonly latenciesMs: readonly number[];
}

const DROP_MS = isQuick() ? 1_000 : 5_000;
const WAIT_MS = isQuick() ? 4_000 : 20_000;
const SHORT_MS = 500;

/** How late a program hears of what it has dropped, if at all. */
export async function finalizerFigures(runtime: Runtime): Promise<readonly Figure[]> {
  // They hardly compute, so that they may run side by side.
  const [idle, small, bursts, short] = await Promise.all([
    drop(runtime, "idle", DROP_MS, WAIT_MS),
    drop(runtime, "small", DROP_MS, WAIT_MS),
    drop(runtime, "bursts", DROP_MS, WAIT_MS),
    drop(runtime, "idle", SHORT_MS, SHORT_MS),
  ]);
  return [
    ...figures(idle, "finalizer.idle"),
    ...figures(small, "finalizer.small"),
    ...figures(bursts, "finalizer.bursts"),
    { id: "finalizer.short-never", value: percentNever(short) },
  ];
}

async function drop(
  { command, args }: Runtime,
  pattern: string,
  dropMs: number,
  waitMs: number,
): Promise<Dropped> {
  const words = [...args, "bench/program/dropped.ts", pattern, String(dropMs), String(waitMs)];
  const { stdout } = await promisify(execFile)(command, words, { cwd: ROOT });
  return JSON.parse(stdout) as Dropped;
}

type Pattern = "finalizer.idle" | "finalizer.small" | "finalizer.bursts";

function figures(dropped: Dropped, id: Pattern): readonly Figure[] {
  const sorted = [...dropped.latenciesMs].sort((a, b) => a - b);
  const never: Figure = { id: `${id}-never`, value: percentNever(dropped) };
  if (sorted.length === 0) return [never];
  return [
    { id: `${id}-p50`, value: quantile(sorted, 0.5) },
    { id: `${id}-last`, value: quantile(sorted, 1) },
    never,
  ];
}

function percentNever({ dropped, latenciesMs }: Dropped): number {
  return (1 - latenciesMs.length / dropped) * 100;
}
