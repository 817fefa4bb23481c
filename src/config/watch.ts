import { badOption, nonNegative, positive } from "../check/mod.ts";
import { type Lifecycle, type Release, release } from "../core/mod.ts";
import { parseConfigText } from "./parse-config-text.ts";
import { parseConfig } from "./parse-config.ts";
import { fileReader } from "./read-file.ts";
import type { Config } from "./schema.ts";
import { isStream, Watcher } from "./watcher.ts";

/**
 * Where a configuration comes from: the path of a file, a stream of configurations, or a function
 * that returns one or the other. `signal` aborts when nobody waits for it any more.
 */
export type ConfigSource =
  | string
  | URL
  | AsyncIterable<unknown>
  | ((context: { readonly signal: AbortSignal }) => unknown);

/** What {@linkcode watch} may be given. */
export interface WatchOptions {
  /** What events call the source. Default: the path of the file, or `the configuration`. */
  readonly name?: string;
  /**
   * How often it is read again, next to each {@linkcode Watching.reload}. Default: 5000 for a file;
   * `Infinity`, that is never, for a function.
   */
  readonly intervalMs?: number;
  /** How long one reading is waited for. Default: 10000. */
  readonly timeoutMs?: number;
  /**
   * Makes options of what was read. Here other sources can be put above or below this one. Default:
   * `parseConfigText` for a text, `parseConfig` for anything else.
   */
  readonly parse?: (given: unknown) => Config;
  /** What the life was made with, so that only what differs from it is told. Default: nothing. */
  readonly current?: Config;
}

/** Undoes a {@linkcode watch}; and reads at once. */
export interface Watching extends Release {
  /**
   * Reads now, and tells of what is refused even if that was told before. **Ends** when it was read
   * and applied or refused. Never rejects.
   */
  reload(): Promise<void>;
}

/** A life that may hear of SIGHUP: that of `run`. */
export type WatchedLife = Lifecycle & {
  readonly onReload?: (name: string, run: () => unknown) => Release;
};

const ACTION = "watch a configuration";

/**
 * Keeps the options of a life as a source says, while it runs: reads at once, after each `intervalMs`,
 * on each SIGHUP when the life is that of `run`, and whatever a stream brings.
 *
 * All that was read is checked as a whole and applied as a whole by `life.configure`, or not at all:
 * the event is `config.applied` or `config.refused`, once for each new content. An option that is gone
 * from the source falls back to what the life was made with. What cannot change at run time, such as
 * `signals`, is listed as `kept` when it differs.
 *
 * A file is read again whole, by its path, rather than watched: so it does not matter whether it was
 * written, renamed or, as those of a ConfigMap, linked anew. A source that fails is asked again after
 * 1 second, and then after up to 30; so is the stream of a function that has ended. A stream that was
 * given itself ends for good.
 *
 * **Ends** when the drain begins; what comes while a shutdown may still be called off is kept until
 * then. **Cancelled**: a source that hangs is told by its signal and waited for by nobody. **Late**:
 * one that hangs even so is asked no second time before it ends, and what it gives then is dropped.
 * **Yours**: what a function opens. The watch itself does not keep the process alive. **Runtimes**:
 * Deno must be allowed to read the file, and is not asked for it. Node cannot exit while the system
 * hangs in a file, as in one of a server that is away: only a kill ends it. So a pipe or a device,
 * which would hang by nature, is refused.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is not what its type asks for
 * @throws {QuiesceError} `UNSUPPORTED` for a file where the runtime has none
 * @throws {QuiesceError} `DUPLICATE_HOOK` when a life of `run` reloads something of that name
 *
 * @example A function, asked again by hand
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { watch } from "quiesce/config";
 *
 * const life = new Lifecycle();
 * let graceMs: unknown = "20s";
 * const watching = watch(life, () => ({ graceMs }), { name: "the console" });
 * await watching.reload();
 * console.assert(life.graceMs === 20_000);
 *
 * const problems: string[] = [];
 * life.on("config.refused", ({ problem }) => problems.push(problem));
 * graceMs = "soon";
 * await watching.reload();
 * console.assert(life.graceMs === 20_000 && problems.length === 1);
 * watching();
 * ```
 */
export function watch(
  life: WatchedLife,
  source: ConfigSource,
  options: WatchOptions = {},
): Watching {
  const { name = nameOf(source), parse = parserOf(name), current = {} } = options;
  const defaultMs = isFile(source) ? 5_000 : Infinity;
  const watcher = new Watcher({
    life,
    name,
    parse,
    current,
    read: readerOf(source, name),
    isOnce: isStream(source),
    intervalMs: pause(options.intervalMs ?? defaultMs),
    timeoutMs: positive(ACTION, "timeoutMs", options.timeoutMs ?? 10_000),
  });
  const undo = [
    life.onReload?.(name, () => watcher.reload()),
    life.on("shutdown.called-off", () => watcher.resume()),
    life.on("state.changed", ({ to }) => to === "draining" && stop()),
  ];
  const stop = release(() => {
    watcher.release();
    for (const each of undo) each?.();
  });
  if (isOver(life)) stop();
  else void watcher.read();
  return Object.assign(stop, { reload: (): Promise<void> => watcher.reload() });
}

function nameOf(source: ConfigSource): string {
  if (typeof source === "string") return source;
  return source instanceof URL ? source.pathname : "the configuration";
}

function parserOf(name: string): (given: unknown) => Config {
  return (given) =>
    typeof given === "string" ? parseConfigText(given, { name }) : parseConfig(given);
}

function readerOf(source: ConfigSource, name: string): (signal: AbortSignal) => unknown {
  if (isFile(source)) return fileReader(source, name);
  if (typeof source === "function") return (signal) => source({ signal });
  if (isStream(source)) return () => source;
  throw badOption(ACTION, "source", "a path, a function or an async iterable", source);
}

function isFile(source: ConfigSource): source is string | URL {
  return typeof source === "string" || source instanceof URL;
}

/** A pause of zero would leave no time for anything else. */
function pause(intervalMs: number): number {
  if (nonNegative(ACTION, "intervalMs", intervalMs) > 0) return intervalMs;
  throw badOption(ACTION, "intervalMs", "a number above zero", intervalMs);
}

function isOver({ state }: Lifecycle): boolean {
  return state !== "starting" && state !== "ready" && state !== "announcing";
}
