import { nonNegative, positive, wholeNumber } from "../check/mod.ts";

const ACTION = "make a cleanup queue";
/** Beyond it every wait has reached its most, and a product with zero is no number. */
const MOST_DOUBLINGS = 60;

/**
 * How soon a key may come again. The defaults are those of `DefaultControllerRateLimiter` in
 * Kubernetes' client-go (`util/workqueue/default_rate_limiters.go`).
 */
export interface RateLimitOptions {
  /** How long a key waits after its first failure; each further one doubles it. Default: 5. */
  readonly baseDelayMs?: number;
  /** The longest that a key waits for its own failures. Default: 1 000 000. */
  readonly maxDelayMs?: number;
  /** How many keys may come again a second, all together; `Infinity` for no limit. Default: 10. */
  readonly perSecond?: number;
  /** How many may come again at once before `perSecond` counts. Default: 100. */
  readonly burst?: number;
}

/**
 * Says how long a key has to wait: for its own failures, exponentially, and for all others, by a
 * bucket of tokens. The longer wait counts.
 */
export class RateLimit<K> {
  readonly #failures: Map<K, number> = new Map();
  readonly #baseDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledMs = 0;

  constructor(options: RateLimitOptions) {
    const { baseDelayMs = 5, maxDelayMs = 1_000_000, perSecond = 10, burst = 100 } = options;
    this.#baseDelayMs = nonNegative(ACTION, "baseDelayMs", baseDelayMs);
    this.#maxDelayMs = nonNegative(ACTION, "maxDelayMs", maxDelayMs);
    this.#perMs = rate(perSecond) / 1_000;
    this.#burst = wholeNumber(ACTION, "burst", burst, 1);
    this.#tokens = this.#burst;
  }

  /** Counts one more failure of `key`; says how long it waits for it. */
  next(key: K, nowMs: number): number {
    const failures = this.failures(key);
    this.#failures.set(key, failures + 1);
    const ownMs = Math.min(
      this.#baseDelayMs * 2 ** Math.min(failures, MOST_DOUBLINGS),
      this.#maxDelayMs,
    );
    return Math.max(ownMs, this.#takeToken(nowMs));
  }

  failures(key: K): number {
    return this.#failures.get(key) ?? 0;
  }

  forget(key: K): void {
    this.#failures.delete(key);
  }

  /** Tokens may be owed: whoever takes one that is not there yet waits until it is. */
  #takeToken(nowMs: number): number {
    if (this.#perMs === Infinity) return 0;
    const filled = this.#tokens + (nowMs - this.#filledMs) * this.#perMs;
    this.#tokens = Math.min(this.#burst, filled) - 1;
    this.#filledMs = nowMs;
    return Math.max(0, -this.#tokens / this.#perMs);
  }
}

function rate(perSecond: unknown): number {
  return perSecond === Infinity ? Infinity : positive(ACTION, "perSecond", perSecond);
}
