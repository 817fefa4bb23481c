import { aFunction, badOption, nonNegative, positive } from "../../src/check/mod.ts";
import { type Lifecycle, QuiesceError, type Release, release } from "../../src/core/mod.ts";
import { viaDatagram } from "./datagram.ts";
import { Notice, type NoticeSettings } from "./notice.ts";
import { viaProgram } from "./notify-program.ts";
import { Outbox } from "./outbox.ts";
import { variable } from "./permission.ts";
import { afterUnref } from "./timer.ts";
import { keepWatchdog, watchdogMs } from "./watchdog.ts";

/** How systemd is told. */
export interface NotifyOptions {
  /**
   * From where on systemd is told `STOPPING=1`, which cannot be taken back. Say `draining` when your
   * program calls shutdowns off by `resume()`. Default: `announcing`, the first trigger.
   */
  readonly stoppingFrom?: "announcing" | "draining";
  /** How often at most the status is told anew while a shutdown goes on. Default: 1000. */
  readonly statusEveryMs?: number;
  /**
   * How much more time systemd is asked for whenever a shutdown has moved; never more than is left
   * of the budget. Default: 10000. Zero asks for none.
   */
  readonly extendMs?: number;
  /**
   * By how much a timer may be late in an event loop that is well, so that the watchdog is pinged.
   * Default: an eighth of `WatchdogSec`.
   */
  readonly maxBlockMs?: number;
  /** Is told once what keeps messages from leaving. Default: writes a line to stderr. */
  readonly warn?: (line: string) => void;
}

/** Undoes a {@linkcode notify}; and what is told by hand. */
export interface Notifier extends Release {
  /** Whether there is anybody to tell: `$NOTIFY_SOCKET` is set and may be read. */
  readonly isActive: boolean;
  /**
   * Runs what reads something again, with `RELOADING=1` before it and `READY=1` after it, however it
   * ends.
   *
   * **Ends** as `run` does. **Late**: once a shutdown has begun, it runs and systemd is told nothing.
   */
  reload<T>(run: () => T | PromiseLike<T>): Promise<T>;
  /** **Ends** when all that was told so far has left this process. Never rejects. */
  sent(): Promise<void>;
}

const ACTION = "notify systemd";
const HOLD_MS = 60_000;

/**
 * Tells systemd where `life` is: ready, reloading, stopping, what it waits for, and, if the unit has
 * a `WatchdogSec`, that the event loop turns. Without `$NOTIFY_SOCKET` it does nothing.
 *
 * During a shutdown it asks for more time whenever something has moved. What is told last leaves
 * before the exit of `attach` or `run`, as far as the budget lasts. **Late**: released by itself once
 * the life has stopped. **Yours**: `NotifyAccess=all` in the unit, unless it is Deno that sends.
 * **Runtimes**: Deno sends by itself with `--unstable-net`, `--allow-net` and the right to read and
 * write the socket; it also needs `--allow-env`. All others, and Deno without these, start
 * `systemd-notify` for each message (Deno: `--allow-run=systemd-notify`).
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is not what its type and unit ask for
 * @throws {QuiesceError} `WRONG_STATE` when the life has stopped
 *
 * @example Run the same program with and without systemd
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { notify } from "quiesce/systemd";
 *
 * const life = new Lifecycle();
 * const systemd = notify(life);
 * life.ready();
 * const version = await systemd.reload(() => "2.0");
 * console.assert(version === "2.0");
 * await life.shutdown();
 * ```
 */
export function notify(life: Lifecycle, options: NotifyOptions = {}): Notifier {
  const settings = settingsOf(options);
  if (life.state === "stopped") {
    throw new QuiesceError("WRONG_STATE", `Cannot ${ACTION}: the lifecycle is stopped`);
  }
  const address = variable("NOTIFY_SOCKET");
  if (!address) return inert();
  const send = viaDatagram(address) ?? viaProgram(address);
  const outbox = new Outbox(send, once(settings.warn));
  const notice = new Notice(life, settings, outbox);
  const undos = [notice.follow(), watch(outbox, options.maxBlockMs)];
  const undo = release(() => undos.forEach((each) => each()));
  undos.push(life.on("stopped", undo));
  return Object.assign(undo, {
    isActive: true,
    reload: <T>(run: () => T | PromiseLike<T>): Promise<T> => notice.reload(run),
    sent: (): Promise<void> => held(outbox.sent()),
  });
}

function settingsOf(options: NotifyOptions): NoticeSettings {
  const { stoppingFrom = "announcing", maxBlockMs, warn = console.error } = options;
  if (stoppingFrom !== "announcing" && stoppingFrom !== "draining") {
    throw badOption(ACTION, "stoppingFrom", '"announcing" or "draining"', stoppingFrom);
  }
  if (maxBlockMs !== undefined) nonNegative(ACTION, "maxBlockMs", maxBlockMs);
  return {
    stoppingFrom,
    statusEveryMs: positive(ACTION, "statusEveryMs", options.statusEveryMs ?? 1_000),
    extendMs: nonNegative(ACTION, "extendMs", options.extendMs ?? 10_000),
    warn: aFunction(ACTION, "warn", warn),
  };
}

/** Keeps the process alive for those who wait: what sends does not. */
async function held(sent: Promise<void>): Promise<void> {
  const hold = setInterval(() => {}, HOLD_MS);
  await sent;
  clearInterval(hold);
}

function inert(): Notifier {
  return Object.assign(release(() => {}), {
    isActive: false,
    reload: async <T>(run: () => T | PromiseLike<T>): Promise<T> => await run(),
    sent: (): Promise<void> => Promise.resolve(),
  });
}

function watch(outbox: Outbox, maxBlockMs: number | undefined): Release {
  const intervalMs = watchdogMs();
  if (intervalMs === undefined) return release(() => {});
  return keepWatchdog({
    intervalMs,
    maxBlockMs: maxBlockMs ?? intervalMs / 8,
    nowMs: () => performance.now(),
    after: afterUnref,
    ping: () => outbox.push({ WATCHDOG: "1" }),
  });
}

/** A message that cannot leave is followed by others that cannot. */
function once(warn: (line: string) => void): (error: unknown) => void {
  let isTold = false;
  return (error: unknown): void => {
    if (!isTold) warn(`quiesce: ${error instanceof Error ? error.message : String(error)}`);
    isTold = true;
  };
}
