import { type Clock, type Release, release, systemClock } from "../core/mod.ts";

interface Unrefable {
  unref?(): void;
}

interface Host {
  readonly Deno?: { unrefTimer?(id: unknown): void };
}

/**
 * Calls `run` after `delayMs` unless the process has ended by itself before: nobody lives on to read a
 * configuration. A clock of another kind, as a test has, sets the timer itself.
 */
export function inBackground(clock: Clock, delayMs: number, run: () => void): Release {
  if (clock !== systemClock || delayMs === Infinity) return clock.after(delayMs, run);
  const timer: unknown = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
  if (typeof timer === "number") (globalThis as Host).Deno?.unrefTimer?.(timer);
  else (timer as Unrefable).unref?.();
  return release(() => clearTimeout(timer as number));
}
