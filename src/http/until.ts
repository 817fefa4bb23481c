import type { Clock } from "../core/mod.ts";

const EVERY_MS = 10;

/** **Ends** when `isTrue` holds, which is asked every 10 ms, or after `limitMs`. Never rejects. */
export async function until(
  clock: Clock,
  isTrue: () => boolean,
  limitMs: number = Infinity,
): Promise<void> {
  const endMs = clock.nowMs() + limitMs;
  for (let leftMs = limitMs; !isTrue() && leftMs > 0; leftMs = endMs - clock.nowMs()) {
    await passed(clock, Math.min(EVERY_MS, leftMs));
  }
}

/** **Ends** after `delayMs` of the clock. Never rejects. */
export function passed(clock: Clock, delayMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(delayMs, resolve);
  return promise;
}
