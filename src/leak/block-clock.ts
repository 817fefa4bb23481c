import { type Clock, release, systemClock } from "../core/mod.ts";

/** The clock of the platform, with timers that do not keep the process alive where there are such. */
export const blockClock: Clock = {
  nowMs: () => systemClock.nowMs(),
  wallMs: () => systemClock.wallMs(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    (timer as { unref?(): void }).unref?.();
    return release(() => clearTimeout(timer));
  },
};
