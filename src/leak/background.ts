import { type Clock, type Release, release } from "../core/mod.ts";

interface Unrefable {
  unref?(): void;
}

interface Host {
  readonly Deno?: { unrefTimer?(id: unknown): void };
}

/**
 * Calls `run` after `delayMs` unless the process has ended by itself before: nobody lives on to
 * look for leaks. A clock that was given, as by a test, sets the timer itself.
 */
export function inBackground(
  clock: Clock | undefined,
  delayMs: number,
  run: () => void,
): Release {
  if (clock !== undefined) return clock.after(delayMs, run);
  const timer: unknown = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
  if (typeof timer === "number") (globalThis as Host).Deno?.unrefTimer?.(timer);
  else (timer as Unrefable).unref?.();
  return release(() => clearTimeout(timer as number));
}
