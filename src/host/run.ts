import {
  type Identity,
  Lifecycle,
  type LifecycleOptions,
  type Platform,
  type Release,
  type Report,
} from "../core/mod.ts";
import { attach, type Attachment } from "./attach.ts";
import type { AttachOptions } from "./attach-options.ts";
import { environmentIdentity } from "./environment-identity.ts";
import { aFunction, badOption, nonNegative } from "../check/mod.ts";
import { hubOf } from "./hub.ts";
import { idleReason } from "./idle-reason.ts";
import { start } from "./start.ts";

/** What `run` may be given. `exit` and `faults` are on unless told otherwise. */
export interface RunOptions extends LifecycleOptions, AttachOptions {
  /** How long the start may take, from the call of `main`. Default: no limit. */
  readonly startTimeoutMs?: number;
  /** Is called with the life at first: give `liveView` of `quiesce/terminal` to watch its end. */
  readonly terminal?: (life: Lifecycle) => unknown;
}

/** A life that is attached to its process. */
export type HostLife = Lifecycle & Pick<Attachment, "mask" | "onReload">;

/** The main function of a program: opens what the program needs, and returns when it is ready. */
export type Main<Life extends HostLife = HostLife> = (life: Life) => unknown;

const ACTION = "run";

/**
 * Runs a program from its start to its exit: makes a life, attaches it, calls `main`, and becomes
 * ready when `main` returns.
 *
 * **Ends** when the life has stopped, with its report; with `exit`, which is the default, the process
 * ends right after. **Cancelled**: a signal during the start stops it, and what was opened is closed
 * newest first: `stopping` tells `main` at once; one that goes on is waited for as any work in flight
 * is, and told by `signal` when that time is over. A `main` that then rejects with an `AbortError` has
 * not failed. **Late**: one that does not end even then is left behind and named, so do not await
 * `life.shutdown()` in it; after `startTimeoutMs` it is waited for only as long as aborted work may
 * unwind. **Order**: signals are listened to before `main` is called.
 *
 * @throws {QuiesceError} `BAD_OPTION` or `BUDGET`, as `Lifecycle` and `attach` do; then nothing runs
 */
export async function run(
  platform: Platform,
  main: Main,
  options: RunOptions = {},
): Promise<Report> {
  if (typeof main !== "function") throw badOption(ACTION, "main", "a function", main);
  const timeoutMs = nonNegative(ACTION, "startTimeoutMs", options.startTimeoutMs ?? Infinity);
  const life = new Lifecycle({ ...options, identity: identityOf(platform, options) });
  if (options.terminal !== undefined) aFunction(ACTION, "terminal", options.terminal)(life);
  const attachment = attach(life, platform, { ...options, exit: options.exit ?? true });
  const { mask, onReload } = attachment;
  const hostLife = Object.assign(life, { mask, onReload });
  const ended = Promise.withResolvers<Report>();
  const forget = options.exit === false ? endWhenIdle(life, platform, options) : undefined;
  life.on("stopped", ({ report }) => ended.resolve(report));
  start(life, () => main(hostLife), { timeoutMs, unwindMs: unwindOf(life, options) });
  const report = await ended.promise;
  if (options.exit === false) attachment();
  forget?.();
  return report;
}

/** Whoever awaits the report would wait in vain once nothing is left that could end the life. */
function endWhenIdle(life: Lifecycle, real: Platform, { platform = real }: RunOptions): Release {
  return hubOf(platform).idle.add(() => void life.shutdown(idleReason()));
}

/** What the options say, over what the environment does. */
function identityOf(real: Platform, { platform = real, identity = {} }: RunOptions): Identity {
  // What is no object is refused by the life.
  if (typeof identity !== "object") return identity;
  const found = environmentIdentity((name) => platform.variable?.(name));
  const given = Object.entries(identity).filter(([, value]) => value !== undefined);
  return { ...found, ...Object.fromEntries(given) };
}

/** The same share of the whole that aborted work gets at the end of the drain. */
function unwindOf({ graceMs }: Lifecycle, { reserves }: RunOptions): number {
  return reserves?.unwindMs ?? Math.min(graceMs * 0.02, 1_000);
}
