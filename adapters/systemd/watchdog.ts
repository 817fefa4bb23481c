import process from "node:process";
import { type Release, release } from "../../src/core/mod.ts";
import { variable } from "./permission.ts";

/** What a watchdog needs. */
export interface WatchdogParts {
  /** What systemd gives between two pings. */
  readonly intervalMs: number;
  /** By how much a timer may be late in a loop that is well. */
  readonly maxBlockMs: number;
  /** On a clock that never goes back. */
  nowMs(): number;
  /** A timer that keeps no process alive. */
  after(delayMs: number, run: () => void): Release;
  /** Tells systemd that all is well. */
  ping(): void;
}

/** How often systemd wants to hear of this process, or `undefined` when it does not. */
export function watchdogMs(): number | undefined {
  const pid = variable("WATCHDOG_PID");
  const micros = Number(variable("WATCHDOG_USEC"));
  if (!(micros > 0) || micros === Infinity) return undefined;
  return pid === undefined || Number(pid) === process.pid ? micros / 1_000 : undefined;
}

/**
 * Pings twice in each interval, as long as the event loop turns.
 *
 * A timer that comes late shows a loop that was blocked: then a shorter one must come in time before
 * the next ping, so a loop that is blocked again and again is given up by systemd.
 */
export function keepWatchdog(parts: WatchdogParts): Release {
  const { intervalMs, maxBlockMs } = parts;
  let disarm: () => void = () => {};
  const look = (delayMs: number): void => {
    const dueMs = parts.nowMs() + delayMs;
    disarm = parts.after(delayMs, () => {
      const isWell = parts.nowMs() - dueMs <= maxBlockMs;
      if (isWell) parts.ping();
      look(isWell ? intervalMs / 2 : intervalMs / 8);
    });
  };
  look(intervalMs / 2);
  return release(() => disarm());
}
