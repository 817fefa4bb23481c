import { type Release, release, systemClock } from "../../core/mod.ts";

/** How often the event loop is asked whether it turns. */
const EVERY_MS = 20;

/** Says by how much the event loop was held up. */
export interface LoopDelay {
  /** The longest delay since this was called last, in milliseconds. */
  take(): number;
  /** Ends the measuring. */
  readonly release: Release;
}

/** The time that {@linkcode loopDelay} needs: a clock, and a timer that keeps no process alive. */
export interface LoopTime {
  /** Milliseconds on a clock that never goes back. */
  nowMs(): number;
  /** Calls `run` again and again, until released. */
  every(intervalMs: number, run: () => void): Release;
}

/**
 * Measures how late a short timer comes. The same on every runtime, since Deno's
 * `monitorEventLoopDelay` measures nothing.
 */
export function loopDelay(time: LoopTime = REAL): LoopDelay {
  let lastMs = time.nowMs();
  let longestMs = 0;
  const look = (): void => {
    const nowMs = time.nowMs();
    longestMs = Math.max(longestMs, nowMs - lastMs - EVERY_MS);
    lastMs = nowMs;
  };
  const stop = time.every(EVERY_MS, look);
  let isOver = false;
  return {
    take() {
      // A block that has not let the timer through yet counts as well.
      const waitingMs = isOver ? 0 : time.nowMs() - lastMs - EVERY_MS;
      const heldMs = Math.max(longestMs, waitingMs);
      longestMs = 0;
      return heldMs;
    },
    release: release(() => {
      isOver = true;
      stop();
    }),
  };
}

const REAL: LoopTime = { nowMs: () => systemClock.nowMs(), every };

function every(intervalMs: number, run: () => void): Release {
  const timer = setInterval(run, intervalMs);
  (timer as { unref?(): void }).unref?.();
  return release(() => clearInterval(timer));
}
