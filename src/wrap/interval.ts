import { positive } from "../check/mod.ts";
import type { Clock } from "../core/mod.ts";
import { clockOf } from "./abort-source.ts";
import { wait, type WaitOptions } from "./wait.ts";

/** What {@linkcode interval} may be given. */
export type IntervalOptions = WaitOptions;

/**
 * Ticks every `ms`, counted from the call. Each tick is the number of periods that have passed:
 * 1, 2, 3. A loop whose body takes longer than a period gets one late tick instead of many, and the
 * ticks after it are due when they would have been: they neither drift nor pile up.
 *
 * **Ends** when `stopping` aborts, and when the loop is left. **Cancelled**: throws the very reason
 * of `signal`. It holds a timer and listeners only while somebody waits for a tick.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `ms` is not a finite number above zero
 *
 * @example Do something every now and then, until the scope is asked to stop
 * ```ts
 * import { Scope } from "quiesce";
 * import { interval } from "quiesce/wrap";
 *
 * const scope = new Scope("heartbeat");
 * let beats = 0;
 * for await (const tick of interval(5, { signal: scope, stopping: scope })) {
 *   beats = tick;
 *   if (beats >= 3) scope.stop("enough");
 * }
 * console.assert(beats >= 3);
 * ```
 */
export function interval(
  ms: number,
  options: IntervalOptions = {},
): AsyncIterableIterator<number, undefined, undefined> {
  positive("make an interval", "ms", ms);
  const clock = clockOf(options.clock, options.signal, options.stopping);
  return ticks(ms, { ...options, clock }, clock.nowMs());
}

async function* ticks(
  ms: number,
  options: IntervalOptions & { readonly clock: Clock },
  startMs: number,
): AsyncGenerator<number, undefined, undefined> {
  const { clock } = options;
  for (let tick = 1;; tick += 1) {
    const leftMs = startMs + tick * ms - clock.nowMs();
    if (await wait(Math.max(0, leftMs), options) === "stopped") return undefined;
    tick = Math.max(tick, Math.floor((clock.nowMs() - startMs) / ms));
    yield tick;
  }
}
