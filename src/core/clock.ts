import type { Clock } from "./port.ts";
import { type Release, release } from "./release.ts";

/** The longest delay that timers take; beyond it they fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * The clock of the platform. Its timers keep the process alive, since a deadline that does not
 * would never be enforced.
 */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after,
};

function after(delayMs: number, run: () => void): Release {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, MAX_DELAY_MS);
    timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : run()), stepMs);
  };
  if (delayMs !== Infinity) arm(Math.max(0, delayMs));
  return release(() => clearTimeout(timer));
}
