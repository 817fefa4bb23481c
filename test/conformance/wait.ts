import { setTimeout as delay } from "node:timers/promises";

/** How long anything may take before a test gives up on it: long, since machines are slow. */
export const PATIENCE_MS = 30_000;

/** What a timer may come too early by, with the rounding of a program's clock. */
export const EARLY_MS = 5;

/** Rejects when `work` has not ended in time, and says what was seen by then. */
export function within<T>(
  work: Promise<T>,
  what: string,
  seen: () => string = () => "nothing",
  timeoutMs: number = PATIENCE_MS,
): Promise<T> {
  const bounded = bound(work, timeoutMs, () => {
    return new Error(`Cannot wait for ${what} any longer: ${timeoutMs} ms passed, saw ${seen()}`);
  });
  // A case that fails leaves its other waits behind: they must not end the whole run.
  bounded.catch(() => {});
  return bounded;
}

/** Asks again and again until `question` has an answer. */
export async function poll<T>(
  what: string,
  question: () => Promise<T | undefined>,
  everyMs = 20,
): Promise<T> {
  const endMs = Date.now() + PATIENCE_MS;
  while (Date.now() < endMs) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await delay(everyMs);
  }
  throw new Error(`Cannot wait for ${what} any longer: ${PATIENCE_MS} ms passed`);
}

/** The time in milliseconds since the epoch, which a program's own clock can be compared with. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

async function bound<T>(work: Promise<T>, timeoutMs: number, late: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
