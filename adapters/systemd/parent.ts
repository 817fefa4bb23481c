import process from "node:process";
import { type Release, release } from "../../src/core/mod.ts";

const EVERY_MS = 1_000;

/** Calls `stop` once the parent of this process is gone, until released. */
export function onParentGone(stop: (message: string) => void): Release {
  const parent = process.ppid;
  const timer: unknown = setInterval(() => {
    // Whoever lives on is given to another parent.
    if (process.ppid === parent) return;
    clearInterval(timer as number);
    stop(`the parent process ${parent} has ended`);
  }, EVERY_MS);
  (timer as { unref(): void }).unref();
  return release(() => clearInterval(timer as number));
}
