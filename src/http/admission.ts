import {
  type ChildOptions,
  type Lease,
  type Lifecycle,
  type Scope,
  StopReason,
} from "../core/mod.ts";
import type { ClientWatch } from "./client-watch.ts";
import {
  type Observers,
  type RequestEnd,
  type RequestSource,
  type RequestWatch,
  Seen,
} from "./observer.ts";

/** A property costs much less than a `WeakMap` of objects that live as long as a request. */
const ADMITTED: unique symbol = Symbol("admitted");

interface Marked {
  [ADMITTED]?: Admission;
}

/**
 * One request that was let in. It counts until each of its parts has ended: the response, a handler
 * that has not returned yet, and what its scope owns.
 */
export class Admission {
  /** Its place in the gate. */
  readonly lease: Lease;
  /** Whether it is known to be answered by a stream. */
  isStreamed = false;
  /** A response of it that is known to be held as a whole. */
  whole: Response | undefined;
  readonly #life: Lifecycle;
  #request: Request | undefined;
  #watch: ClientWatch | undefined;
  #scope: Scope | undefined;
  #parts = 1;
  #isAnswered = false;
  #watched: RequestWatch | undefined;
  #end: RequestEnd = "done";

  /** Made by {@linkcode admit}. */
  constructor(life: Lifecycle, lease: Lease, watched?: RequestWatch) {
    this.#life = life;
    this.lease = lease;
    this.#watched = watched;
  }

  /** Whether somebody watches. */
  get isWatched(): boolean {
    return this.#watched !== undefined;
  }

  /** Whether somebody wants to run the handler in a context of its own. */
  get hasContext(): boolean {
    return this.#watched?.run !== undefined;
  }

  /** Runs the handler, in the context of those who watch. */
  run<T>(handle: () => T): T {
    return this.#watched?.run ? this.#watched.run(handle) : handle();
  }

  /** Says that the handler is about to run, from within the context that it will have. */
  entered(): void {
    this.#watched?.entered?.();
  }

  /** Notes how it ends, unless another end was noted. */
  ends(end: RequestEnd): void {
    if (this.#end === "done") this.#end = end;
  }

  /** The scope of the request, if anybody asked for one. */
  get scope(): Scope | undefined {
    return this.#scope;
  }

  /** Opens the scope of the request, or returns the one that was opened. */
  openScope(options?: ChildOptions): Scope {
    if (this.#scope !== undefined) return this.#scope;
    const scope = this.#scope = this.#life.scope.child(this.lease.name, options);
    this.#watch?.add(this);
    return scope;
  }

  /** Lets the signal of `request` say that the client is gone, once somebody asks for the scope. */
  toldBy(request: Request, watch: ClientWatch): void {
    this.#request = request;
    this.#watch = watch;
  }

  /** Begins to listen to the client, unless the handler has answered. */
  watchClient(): void {
    if (this.#isAnswered || this.#request === undefined) return;
    const { signal } = this.#request;
    const gone = (): void => {
      // Deno aborts this signal after each response, also after one that has arrived.
      if (!this.#isAnswered) this.clientGone();
    };
    if (signal.aborted) gone();
    else signal.addEventListener("abort", gone);
  }

  /** Says that the handler has returned, so that the signal of the request says nothing any more. */
  answered(status?: number): void {
    if (!this.#isAnswered) this.#watched?.answered?.(status);
    this.#isAnswered = true;
  }

  /** Aborts the work: nobody is there to hear of its result. */
  clientGone(): void {
    this.ends(this.#life.scope.isAborted ? "cut" : "client-gone");
    this.#scope?.abort(new StopReason("the client is gone", { kind: "client" }));
  }

  /** Adds a part that must end too. */
  hold(): void {
    this.#parts += 1;
  }

  /** Says that one part has ended. */
  leave(): void {
    this.#parts -= 1;
    if (this.#parts !== 0) return;
    this.#watched?.ended?.(this.#end);
    if (this.#scope === undefined) this.lease.release();
    else void this.#scope.close("the request has ended").then(() => this.lease.release());
  }
}

/** Lets a request in, or returns `undefined` once the gate is closed. */
export function admit(
  observers: Observers,
  source: RequestSource,
  path: string,
  sinceMs: number,
): Admission | undefined {
  const { life } = observers;
  const lease = life.gate.lease(`${source.method} ${path}`, { sinceMs });
  if (!observers.isWatched) return lease && new Admission(life, lease);
  const request = new Seen(source, path, sinceMs);
  if (lease) return new Admission(life, lease, observers.admitted(request));
  observers.refused(request);
  return undefined;
}

/** Lets others find an admission by the object that stands for the request in their hands. */
export function remember(key: object, admission: Admission): void {
  (key as Marked)[ADMITTED] = admission;
}

/** The admission of a request that a server has let in. */
export function admissionOf(key: unknown): Admission | undefined {
  return typeof key === "object" && key !== null ? (key as Marked)[ADMITTED] : undefined;
}

/**
 * The scope of a request that one of our servers has let in; opened when it is first asked for.
 *
 * Its `signal` aborts when the client is gone and when the process must stop now; what is deferred
 * on it runs once the response has ended. `undefined` for requests of other servers and for exempt
 * paths.
 *
 * @example Undo something once the response has ended
 * ```ts
 * import { scopeOf } from "quiesce/node";
 *
 * function handle(request: Request): Response {
 *   scopeOf(request)?.defer(() => console.log("sent"));
 *   return new Response("ok");
 * }
 * console.assert(handle(new Request("http://localhost/")).status === 200);
 * ```
 */
export function scopeOf(request: Request): Scope | undefined {
  return admissionOf(request)?.openScope();
}
