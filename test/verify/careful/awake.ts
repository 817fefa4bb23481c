// A process that was stopped for a while finds all its timers due at once, and what its clients and
// its dependency have sent meanwhile still unread. So deadlines count only the time in which it ran.
import { setTimeout as delay } from "node:timers/promises";
import { isHurried } from "./phase.ts";
import { hasFault } from "./settings.ts";

const TICK_MS = 20;
/** What one tick counts at most: a busy machine may be late by that much. */
const MOST_MS = 500;

let countedMs = 0;
let lastMs = performance.now();

setInterval(count, TICK_MS).unref();

function count(): void {
  const nowMs = performance.now();
  const passedMs = nowMs - lastMs;
  lastMs = nowMs;
  countedMs += Math.min(passedMs, MOST_MS);
}

/** For how long this process has run. */
export function awakeMs(): number {
  return hasFault("wall-clock") ? performance.now() : countedMs;
}

/** Waits until `holds`, for at most `ms`, or until all is hurried. Returns whether it held. */
export async function until(holds: () => boolean, ms: number): Promise<boolean> {
  const endMs = awakeMs() + ms;
  while (!holds()) {
    if (isHurried() || awakeMs() >= endMs) return false;
    await delay(TICK_MS / 2);
  }
  return true;
}

/** Waits for `ms`, or until all is hurried. */
export async function pause(ms: number): Promise<void> {
  await until(() => false, ms);
}
