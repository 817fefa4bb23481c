/*
 * Invariants
 * 1. A link fires once, in one direction: whoever ends first ends the other, and the answer of the
 *    other is not taken for a second end.
 * 2. Each method of the handle is called at most once, and none after it has said that it closed.
 * 3. Once the scope has closed, neither side holds a listener of the link.
 */
import { badOption } from "../check/mod.ts";
import { type Place, placeOf, type Release, release, type Scope, StopReason } from "../core/mod.ts";

/** Anything that is told to stop by a call of `stop()`. */
export interface Stoppable {
  /** Takes nothing new. What it returns is awaited. */
  stop(): unknown;
}

/** Anything that is told to end by a call of `close()`. */
export interface Closable {
  /** Ends it. What it returns is awaited. */
  close(): unknown;
}

/** An emitter in the manner of Node, whose `close` event says that it has ended. */
export interface CloseEmitter {
  /** Adds a listener. */
  on(type: "close", listener: () => void): unknown;
  /** Removes it again. */
  off(type: "close", listener: () => void): unknown;
}

/** What can be linked to a scope; it may be several of these at once. */
export type LinkHandle = Stoppable | Closable | AbortController | CloseEmitter | EventTarget;

/** What a link may be given. */
export interface LinkOptions {
  /** The name of the task that waits for the handle, as reports show it. Default: `link`. */
  readonly name?: string;
}

/**
 * Joins a foreign stop handle to a scope in both directions, once: who ends first ends the other.
 *
 * - From the scope to the handle: a stop of the scope calls `stop()` or, where there is none,
 *   `close()`, as a task for which the scope waits. A handle that has both is closed by a cleanup of
 *   the scope, after its tasks have ended. Both are called without arguments, and what they return
 *   is awaited. An emitter whose `close()` returns no promise has ended when it says `close`.
 * - From the handle to the scope: its `close` event closes the scope.
 * - An `AbortController` is aborted by an abort of the scope, and by nothing softer, with the same
 *   reason; its own abort aborts the scope with its reason.
 *
 * What the handle throws is in the outcome of the scope.
 *
 * **Again**: the result undoes the link, and the handle stays as it is; once the handle was asked to
 * stop, it does nothing. **Late**: a handle that is linked to a stopping scope is asked at once, to
 * a closed scope too. **Yours**: an `error` event.
 *
 * @throws {QuiesceError} `BAD_OPTION` when `handle` is none of these
 *
 * @example Stop a worker of a foreign library with its scope, and the other way round
 * ```ts
 * import { Scope } from "quiesce";
 * import { link } from "quiesce/tasks";
 *
 * class Worker extends EventTarget {
 *   closed = 0;
 *   async close(): Promise<void> {
 *     await Promise.resolve();
 *     this.closed += 1;
 *     this.dispatchEvent(new Event("close"));
 *   }
 * }
 * const scope = new Scope("orders");
 * const first = new Worker();
 * const second = new Worker();
 * link(scope, first);
 * link(scope, second);
 * await first.close();
 * await scope.close();
 * console.assert(first.closed === 1 && second.closed === 1);
 * ```
 */
export function link(scope: Scope, handle: LinkHandle, options: LinkOptions = {}): Release {
  if (isController(handle)) return linkController(scope, handle);
  const linked = new Link(scope, handle, { name: options.name ?? "link", place: placeOf(link) });
  linked.connect();
  return release(() => linked.undo());
}

/** What is asked of a foreign object: it has some of these. */
interface Foreign {
  readonly stop?: () => unknown;
  readonly close?: () => unknown;
  readonly on?: (type: "close", listener: () => void) => unknown;
  readonly off?: (type: "close", listener: () => void) => unknown;
  readonly addEventListener?: (type: "close", listener: () => void) => void;
  readonly removeEventListener?: (type: "close", listener: () => void) => void;
}

/** How the task that waits for the handle is found again. */
interface TaskLabel {
  readonly name: string;
  readonly place: Place;
}

class Link {
  readonly #scope: Scope;
  readonly #handle: Foreign;
  readonly #task: TaskLabel;
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #undo: (() => void)[] = [];
  #state: "linked" | "asked" | "ended" = "linked";

  constructor(scope: Scope, handle: LinkHandle, task: TaskLabel) {
    this.#scope = scope;
    this.#handle = foreign(scope, handle);
    this.#task = task;
  }

  connect(): void {
    const scope = this.#scope;
    this.#undo.push(onClose(this.#handle, () => this.#heard()));
    if (scope.isClosed) return this.#askLate();
    // Runs last of the three, so that the close is heard for which the other waits.
    this.#undo.push(scope.defer(() => this.#disconnect()));
    if (this.#hasBoth) this.#undo.push(scope.defer(() => this.#call("close")));
    this.#undo.push(scope.onStop(() => this.#ask()));
  }

  /** What was asked to end must still be heard, so there is no way back then. */
  undo(): void {
    if (this.#state === "linked") this.#disconnect();
  }

  get #hasBoth(): boolean {
    return isFunction(this.#handle.stop) && isFunction(this.#handle.close);
  }

  get #first(): "stop" | "close" {
    return isFunction(this.#handle.stop) ? "stop" : "close";
  }

  #heard(): void {
    const wasLinked = this.#state === "linked";
    this.#state = "ended";
    this.#ended.resolve();
    if (!wasLinked) return;
    this.#disconnect();
    void this.#scope.close(new StopReason(`what is linked to scope "${this.#scope.path}" closed`));
  }

  #ask(): void {
    this.#state = "asked";
    const { name, place } = this.#task;
    this.#scope.spawn(name, () => this.#call(this.#first), { place });
  }

  /** A closed scope takes no task, but it runs a cleanup at once. */
  #askLate(): void {
    this.#state = "asked";
    this.#scope.defer(async () => {
      await this.#call(this.#first);
      if (this.#hasBoth) await this.#call("close");
      this.#disconnect();
    });
  }

  async #call(method: "stop" | "close"): Promise<void> {
    const handle = this.#handle;
    if (this.#state === "ended" || !isFunction(handle[method])) return;
    const answer = handle[method]?.();
    if (isThenable(answer)) await answer;
    else if (method === "close" && isEmitter(handle)) await this.#ended.promise;
  }

  #disconnect(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}

function linkController(scope: Scope, controller: AbortController): Release {
  const { signal } = controller;
  const undo: (() => void)[] = [];
  const unlink = release(() => {
    for (const each of undo) each();
  });
  const heard = (): void => {
    unlink();
    scope.abort(signal.reason);
  };
  if (signal.aborted) heard();
  else if (scope.isClosed) controller.abort(scope.reason ?? new StopReason("the scope is closed"));
  else {
    signal.addEventListener("abort", heard);
    undo.push(() => signal.removeEventListener("abort", heard), scope.defer(unlink));
    undo.push(scope.onAbort((reason) => {
      unlink();
      controller.abort(reason);
    }));
  }
  return unlink;
}

function foreign(scope: Scope, handle: LinkHandle): Foreign {
  // SAFETY: whatever it is, only functions of these names are called.
  const given = Object(handle) as Foreign;
  const isStopped = isFunction(given.stop) || isFunction(given.close);
  if (isStopped || isEmitter(given) || isTarget(given)) return given;
  const expected = "an AbortController, an emitter or an object with stop() or close()";
  throw badOption(`link scope "${scope.path}"`, "handle", expected, handle);
}

/** Once, though some emitters of Node are event targets as well. */
function onClose(handle: Foreign, heard: () => void): () => void {
  if (isEmitter(handle)) {
    handle.on?.("close", heard);
    return () => void handle.off?.("close", heard);
  }
  if (!isTarget(handle)) return () => {};
  handle.addEventListener?.("close", heard);
  return () => handle.removeEventListener?.("close", heard);
}

function isController(handle: LinkHandle): handle is AbortController {
  const { signal, abort } = Object(handle) as Partial<AbortController>;
  return isFunction(abort) && typeof signal?.aborted === "boolean";
}

function isEmitter({ on, off }: Foreign): boolean {
  return isFunction(on) && isFunction(off);
}

function isTarget({ addEventListener, removeEventListener }: Foreign): boolean {
  return isFunction(addEventListener) && isFunction(removeEventListener);
}

function isThenable(answer: unknown): boolean {
  return isFunction((answer as { readonly then?: unknown } | null | undefined)?.then);
}

function isFunction(given: unknown): boolean {
  return typeof given === "function";
}
