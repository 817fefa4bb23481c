import { channel, VERSION } from "../channel/mod.ts";
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

const ADMITTED = channel("request.admitted");
const REFUSED = channel("request.refused");
const ENDED = channel("request.ended");

/** Those who watch the requests of one life. */
export class Observers {
  /** Whose requests they are. */
  readonly life: Lifecycle;
  readonly #all: Set<RequestObserver> = new Set();
  #isAsked = false;

  constructor(life: Lifecycle) {
    this.life = life;
  }

  /** Whether anybody watches. All that a request costs while nobody does. */
  get isWatched(): boolean {
    return this.#isAsked || ADMITTED.hasSubscribers || ENDED.hasSubscribers ||
      REFUSED.hasSubscribers;
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
      const watch = this.#tell(() => observer.admitted?.(request));
      if (watch) watches.push(watch);
    }
    return this.#all.size > 0 || ENDED.hasSubscribers || ADMITTED.hasSubscribers
      ? this.#published(request, watches)
      : {};
  }

  /** A request was refused. */
  refused(request: RequestSeen): void {
    for (const observer of this.#all) this.#tell(() => observer.refused?.(request));
    publish(REFUSED, { life: this.life, request });
  }

  /** One watch for all, which also publishes. */
  #published(request: RequestSeen, watches: readonly RequestWatch[]): RequestWatch {
    const life = this.life;
    let known: number | undefined;
    publish(ADMITTED, { life, request });
    return {
      run: (handle) => watches.reduceRight<typeof handle>(this.#around, handle)(),
      answered: (status) => {
        known = status;
        for (const watch of watches) this.#tell(() => watch.answered?.(status));
      },
      ended: (end) => {
        for (const watch of watches) this.#tell(() => watch.ended?.(end));
        const tookMs = ENDED.hasSubscribers ? life.clock.nowMs() - request.startMs : 0;
        publish(ENDED, { life, request, end, status: known, tookMs });
      },
    };
  }

  /** Runs `inner` in the context of a watch; one that fails to give it a context changes nothing. */
  readonly #around = <T>(inner: () => T, watch: RequestWatch): () => T => {
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
        this.life.caught("request observer", error);
        return inner();
      }
    };
  };

  #tell<T>(tell: () => T): T | undefined {
    try {
      return tell();
    } catch (error) {
      this.life.caught("request observer", error);
      return undefined;
    }
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

/** Makes a request to be seen out of what a server has of it. */
export function seen(source: RequestSource, path: string, startMs: number): RequestSeen {
  const { method = "GET", url = path } = source;
  return { method, url, path, startMs, headers: readable(source.headers) };
}

function readable(headers: unknown): RequestSeen["headers"] {
  const { get } = headers as { readonly get?: unknown };
  if (typeof get === "function") return headers as Headers;
  return {
    get(name) {
      const value = (headers as Fields)[name.toLowerCase()];
      if (value === undefined) return null;
      return typeof value === "string" ? value : value.join(", ");
    },
  };
}

function publish(channel: typeof ADMITTED, message: object): void {
  if (channel.hasSubscribers) channel.publish({ version: VERSION, ...message });
}
