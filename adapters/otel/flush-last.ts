import { type Lifecycle, placeOf, type Release } from "../../src/core/mod.ts";
import { Flusher, type FlusherOptions } from "./flusher.ts";

/** What a hook needs to be over before the phase gives it up, which would be a shortcoming of the exit. */
const MARGIN_MS = 50;

/**
 * Sends telemetry twice: as the last hook of the phase `flush`, for those who do not wait for more
 * than the report; and when all is over, which ends the last spans and is held against no one.
 */
export function flushLast(
  life: Lifecycle,
  options: Omit<FlusherOptions, "clock">,
  entry: (...given: never[]) => unknown,
): { readonly hook: Release; stopped(): Release } {
  const flusher = new Flusher({ ...options, clock: life.clock });
  const hook = life.onFlush("opentelemetry", async ({ signal, remainingMs }) => {
    if (!signal.aborted) await flusher.run(Math.max(0, remainingMs() - MARGIN_MS));
  }, { timeoutMs: options.mostMs + MARGIN_MS, place: placeOf(entry) });
  const stopped = (): Release =>
    life.on("stopped", ({ waitUntil }) => {
      waitUntil(flusher.run(Math.max(MARGIN_MS, life.remainingMs())));
    });
  return { hook, stopped };
}
