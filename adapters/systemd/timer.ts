import { type Release, release } from "../../src/core/mod.ts";

/** Calls `run` once after `delayMs`, unless the process has ended by itself before. */
export function afterUnref(delayMs: number, run: () => void): Release {
  const timer: unknown = setTimeout(run, delayMs);
  (timer as { unref(): void }).unref();
  return release(() => clearTimeout(timer as number));
}
