import { type Lifecycle, type Platform, QuiesceError, type Release, release } from "../core/mod.ts";
import { type AttachOptions, attachSettingsOf } from "./attach-options.ts";
import { Attached } from "./attached.ts";
import { hubOf } from "./hub.ts";
import { log } from "./log.ts";
import { rememberSignals } from "./meant-signals.ts";
import { OUTER_GRACE_VARIABLE, outerLimitLine } from "./outer-limit.ts";
import type { ReloadFunction } from "./reload.ts";

/** Undoes an {@linkcode attach}; and what goes with signals while it lasts. */
export interface Attachment extends Release {
  /**
   * Holds signals back while `run` is pending. They are delivered after it, one of each name:
   * SIGTERM, SIGINT, SIGHUP, then the others. A dump is not held back.
   *
   * **Ends** as `run` does. **Late**: without a bound; a `run` that never ends makes the process deaf
   * to all but SIGKILL.
   */
  mask<T>(run: () => T | PromiseLike<T>): Promise<T>;
  /**
   * Registers a hook that reads something again. As long as there is one, SIGHUP reloads instead of
   * ending the life, unless the option `signals` says what it means. Hooks run one by one; one that
   * fails is named on stderr. A signal meanwhile makes them run once more. **Late**: not called once
   * a shutdown has begun.
   *
   * @throws {QuiesceError} `BAD_HOOK` when it has no name or is not a function
   * @throws {QuiesceError} `DUPLICATE_HOOK` when the name is taken
   */
  onReload(name: string, run: ReloadFunction): Release;
}

/**
 * Ties a life to its process, the `real` one unless an option says otherwise: signals and, if asked
 * for, faults and the exit.
 *
 * The first signal shuts down, the second hurries, the third ends the process if `exit` is on;
 * signals that come within `echoMs` are one. A shutdown that a call began is joined by the first
 * signal. Several lives of one process share each listener; with `exit`, the process ends when all
 * such lives have stopped.
 *
 * **Again**: releasing twice is harmless. **Late**: once the life has stopped, signals do nothing
 * until released. **Yours**: with neither `exit` nor `faults`, the end of the process.
 *
 * @throws {QuiesceError} `BAD_OPTION` for an unknown signal or an option of the wrong type
 * @throws {QuiesceError} `WRONG_STATE` when the life is attached already or has stopped
 * @throws {QuiesceError} `UNSUPPORTED` when the platform has no watchdog
 */
export function attach(
  life: Lifecycle,
  real: Platform,
  options: AttachOptions = {},
): Attachment {
  const platform = options.platform ?? real;
  const settings = attachSettingsOf(platform, options);
  const hub = hubOf(platform);
  const isAttached = hub.lives.has(life);
  if (isAttached || life.state === "stopped") {
    const state = isAttached ? "it is attached already" : "it has stopped";
    throw new QuiesceError("WRONG_STATE", `Cannot attach the lifecycle: ${state}`);
  }
  const attached = new Attached({ life, platform, hub, settings });
  attached.install();
  rememberSignals(life, () => attached.meanings());
  const givenMs = settings.outerGraceMs ?? platform.variable?.(OUTER_GRACE_VARIABLE);
  const tellFit = (): void => {
    const line = outerLimitLine(life.budget(), givenMs);
    if (line !== undefined) log(life, platform, "warn", line);
  };
  tellFit();
  const stopTelling = life.on("config.applied", ({ changed }) => {
    if (changed.some((name) => name === "graceMs" || name === "maxGraceMs")) tellFit();
  });
  const undo = (): void => {
    stopTelling();
    attached.release();
  };
  return Object.assign(release(undo), {
    mask: <T>(run: () => T | PromiseLike<T>): Promise<T> => attached.mask.run(run),
    onReload: (name: string, run: ReloadFunction): Release => attached.reloads.add(name, run),
  });
}
