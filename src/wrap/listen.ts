import type { Release } from "../core/mod.ts";
import { type AbortSource, isScope } from "./abort-source.ts";
import { EventQueue } from "./event-queue.ts";
import { type EmitterLike, type EventTargetLike, subscribe } from "./event-source.ts";
import { type StopOptions, watch } from "./watch.ts";

/** What {@linkcode listen} may be given. */
export type ListenOptions = StopOptions;

/**
 * Iterates over the events of one type. It listens from the call on, and keeps every event until the
 * loop comes to it: no event is lost while the body of the loop is busy, and nothing limits how many
 * wait. An event target gives its events, an emitter the array of the arguments. What has both
 * shapes is taken for an event target.
 *
 * **Ends** when `stopping` aborts, after the events that came before it, and when the loop is left.
 * An emitter's `error` is thrown after the events that came before it. **Cancelled**: throws the
 * very reason of `signal` at once; the events that wait are dropped. In place of the options, a
 * signal stands for `signal`, and a scope for both. **Yours**: what is never iterated listens until
 * it is stopped or aborted.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `source` is neither an emitter nor an event target
 *
 * @example Work off events until the scope is asked to stop
 * ```ts
 * import { Scope } from "quiesce";
 * import { listen } from "quiesce/wrap";
 *
 * const target = new EventTarget();
 * const scope = new Scope("listener");
 * const events = listen(target, "change", scope);
 * target.dispatchEvent(new Event("change"));
 * target.dispatchEvent(new Event("change"));
 * scope.stop("enough");
 * let heard = 0;
 * for await (const { type } of events) heard += type.length;
 * console.assert(heard === 12);
 * ```
 */
export function listen<E = Event>(
  source: EventTargetLike,
  type: string,
  options?: AbortSource | ListenOptions,
): AsyncIterableIterator<E, undefined, undefined>;
/** The same for an event emitter: iterates over the arguments of each event. */
export function listen<A extends readonly unknown[] = readonly unknown[]>(
  source: EmitterLike,
  type: string,
  options?: AbortSource | ListenOptions,
): AsyncIterableIterator<A, undefined, undefined>;
export function listen(
  source: EmitterLike | EventTargetLike,
  type: string,
  options: AbortSource | ListenOptions = {},
): AsyncIterableIterator<unknown, undefined, undefined> {
  const releases: Release[] = [];
  const queue = new EventQueue<unknown>({
    closed: () => unsubscribe(),
    spent: () => releases.forEach((forget) => forget()),
  });
  const unsubscribe = subscribe(source, type, {
    event: (value) => queue.push(value),
    failed: (error) => queue.fail(error),
  });
  releases.push(watch(stopsOf(options), {
    aborted: (reason) => queue.abort(reason),
    stopped: () => queue.close(),
  }));
  return queue;
}

function stopsOf(options: AbortSource | ListenOptions): StopOptions {
  if (!isSource(options)) return options;
  return { signal: options, stopping: isScope(options) ? options : undefined };
}

function isSource(options: AbortSource | ListenOptions): options is AbortSource {
  return "aborted" in options || isScope(options as AbortSource);
}
