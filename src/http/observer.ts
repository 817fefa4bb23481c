import { type Channel, channel, VERSION } from "../channel/mod.ts";
import { type Lifecycle, type Release, release } from "../core/mod.ts";

/** A request, as those see it who only watch. */
export interface RequestSeen {
  /** `GET`, `POST` and so on. */
  readonly method: string;
  /** As the server was told: absolute, or from the path on. */
  readonly url: string;
  /** Its path, without a query. */
  readonly path: string;
  /** What was sent with it. */
  readonly headers: { get(name: string): string | null };
  /** When it came, on the clock of its lifecycle. */
  readonly startMs: number;
}

/**
 * How a request ended.
 *
 * - `done` it was answered
 * - `failed` its handler threw
 * - `client-gone` the client did not wait for the end
 * - `cut` the process had to stop before the end
 */
export type RequestEnd = "done" | "failed" | "client-gone" | "cut";

/** Is told of one request that was let in. What it throws is an event `error.caught`. */
export interface RequestWatch {
  /** Runs the handler, in a context of its own. */
  run?<T>(handle: () => T): T;
  /**
   * The handler is about to run, in the context that it will have: an instrumentation of the server
   * may have given it another one than `run` has. Only Node's servers tell.
   */
  entered?(): void;
  /** It was answered, with a status where that is known. */
  answered?(status: number | undefined): void;
  /** The last byte is out, or never will be. Comes once, and last. */
  ended?(end: RequestEnd): void;
}

/** Is told of the requests of a life. What it throws is an event `error.caught`. */
export interface RequestObserver {
  /** A request was let in. What is returned is told of the rest. */
  admitted?(request: RequestSeen): RequestWatch | undefined | void;
  /** A request came once the gate was closed. */
  refused?(request: RequestSeen): void;
}

/** What every server has of a request, before somebody wants to see it. */
export interface RequestSource {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: unknown;
}

/** Headers as `node:http` and `node:http2` have them. */
type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Those who watch the requests of one life. */
export class Observers {
  /** Whose requests they are. */
  readonly life: Lifecycle;
  readonly #all: Set<RequestObserver> = new Set();
  readonly #admitted: Channel = channel("request.admitted");
  readonly #refused: Channel = channel("request.refused");
  readonly #ended: Channel = channel("request.ended");
  #isAsked = false;

  constructor(life: Lifecycle) {
    this.life = life;
  }

  /** Whether anybody watches. All that a request costs while nobody does. */
  get isWatched(): boolean {
    return this.#isAsked || this.#admitted.hasSubscribers || this.#ended.hasSubscribers ||
      this.#refused.hasSubscribers;
  }

  add(observer: RequestObserver): Release {
    // A wrapper, so that the same observer may be added twice.
    const own: RequestObserver = {
      admitted: (request) => observer.admitted?.(request),
      refused: (request) => observer.refused?.(request),
    };
    this.#all.add(own);
    this.#isAsked = true;
    return release(() => {
      this.#all.delete(own);
      this.#isAsked = this.#all.size > 0;
    });
  }

  /** A request was let in. */
  admitted(request: RequestSeen): RequestWatch {
    const watches: RequestWatch[] = [];
    for (const observer of this.#all) {
      const watch = tell(this.life, () => observer.admitted?.(request));
      if (watch) watches.push(watch);
    }
    this.#publish(this.#admitted, { request });
    return new Watches(this.life, watches, (end, status) => {
      if (!this.#ended.hasSubscribers) return;
      const tookMs = this.life.clock.nowMs() - request.startMs;
      this.#publish(this.#ended, { request, end, status, tookMs });
    });
  }

  /** A request was refused. */
  refused(request: RequestSeen): void {
    for (const observer of this.#all) tell(this.life, () => observer.refused?.(request));
    this.#publish(this.#refused, { request });
  }

  #publish(to: Channel, told: object): void {
    if (to.hasSubscribers) to.publish({ version: VERSION, life: this.life, ...told });
  }
}

type Ended = (end: RequestEnd, status: number | undefined) => void;

/** All that watch one request, as one, and who is told of its end after them. */
class Watches implements RequestWatch {
  readonly run?: <T>(handle: () => T) => T;
  readonly #life: Lifecycle;
  readonly #all: readonly RequestWatch[];
  readonly #ended: Ended;
  #status: number | undefined;

  constructor(life: Lifecycle, all: readonly RequestWatch[], ended: Ended) {
    this.#life = life;
    this.#all = all;
    this.#ended = ended;
    if (all.some(({ run }) => run)) this.run = (handle) => around(life, all, handle)();
  }

  entered(): void {
    for (const watch of this.#all) tell(this.#life, () => watch.entered?.());
  }

  answered(status: number | undefined): void {
    this.#status = status;
    for (const watch of this.#all) tell(this.#life, () => watch.answered?.(status));
  }

  ended(end: RequestEnd): void {
    for (const watch of this.#all) tell(this.#life, () => watch.ended?.(end));
    this.#ended(end, this.#status);
  }
}

/** The handler in the contexts of all, the first one outermost. */
function around<T>(life: Lifecycle, all: readonly RequestWatch[], handle: () => T): () => T {
  return all.reduceRight<() => T>((inner, watch) => within(life, watch, inner), handle);
}

/** Runs `inner` in the context of a watch; one that fails to give it a context changes nothing. */
function within<T>(life: Lifecycle, watch: RequestWatch, inner: () => T): () => T {
  if (!watch.run) return inner;
  return () => {
    let isCalled = false;
    try {
      return watch.run!(() => {
        isCalled = true;
        return inner();
      });
    } catch (error) {
      if (isCalled) throw error;
      life.caught("request observer", error);
      return inner();
    }
  };
}

function tell<T>(life: Lifecycle, tell: () => T): T | undefined {
  try {
    return tell();
  } catch (error) {
    life.caught("request observer", error);
    return undefined;
  }
}

const OBSERVERS: WeakMap<Lifecycle, Observers> = new WeakMap();

/** Those who watch the requests of `life`, now or later. **Again**: the same object. */
export function observersOf(life: Lifecycle): Observers {
  const known = OBSERVERS.get(life);
  if (known) return known;
  const observers = new Observers(life);
  OBSERVERS.set(life, observers);
  return observers;
}

/**
 * Tells `observer` of each request that the servers of this package and the Hono middleware let in
 * or refuse, until released. Exempt paths, such as probes, are not told of.
 *
 * **Again**: an observer that was added twice is told twice. **Late**: requests that were let in
 * before are not told of. While nobody observes, a request costs the reading of a few fields.
 *
 * @example Count what was answered
 * ```ts
 * import { Hono } from "hono";
 * import { Lifecycle } from "quiesce";
 * import { quiesce } from "quiesce/hono";
 * import { observeRequests } from "quiesce/observe";
 *
 * const life = new Lifecycle();
 * const ends: string[] = [];
 * observeRequests(life, { admitted: () => ({ ended: (end) => void ends.push(end) }) });
 * const app = new Hono().use(quiesce(life)).get("/", (c) => c.text("ok"));
 * await (await app.request("/")).text();
 * console.assert(ends.join() === "done");
 * ```
 */
export function observeRequests(life: Lifecycle, observer: RequestObserver): Release {
  return observersOf(life).add(observer);
}

/** A request to be seen, out of what a server has of it. Who asks for nothing pays for nothing. */
export class Seen implements RequestSeen {
  readonly path: string;
  readonly startMs: number;
  readonly #source: RequestSource;

  constructor(source: RequestSource, path: string, startMs: number) {
    this.path = path;
    this.startMs = startMs;
    this.#source = source;
  }

  get method(): string {
    return this.#source.method ?? "GET";
  }

  get url(): string {
    return this.#source.url ?? this.path;
  }

  get headers(): RequestSeen["headers"] {
    const { headers } = this.#source;
    return isHeaders(headers) ? headers : { get: (name) => fieldOf(headers as Fields, name) };
  }
}

function isHeaders(headers: unknown): headers is Headers {
  return typeof (headers as { readonly get?: unknown }).get === "function";
}

function fieldOf(fields: Fields, name: string): string | null {
  const value = fields[name.toLowerCase()];
  if (value === undefined) return null;
  return typeof value === "string" ? value : value.join(", ");
}
