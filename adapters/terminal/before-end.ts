import process from "node:process";
import { type Release, release } from "../../src/core/mod.ts";

/** Calls `run` when this process ends, and before a runtime prints why it crashes, until released. */
export function beforeEnd(run: () => void): Release {
  const { addEventListener, removeEventListener } = globalThis as Partial<EventTarget>;
  process.on("exit", run);
  process.on("uncaughtExceptionMonitor", run);
  // All that `Deno.exit` tells of.
  addEventListener?.call(globalThis, "unload", run);
  return release(() => {
    process.off("exit", run);
    process.off("uncaughtExceptionMonitor", run);
    removeEventListener?.call(globalThis, "unload", run);
  });
}
