import { QuiesceError } from "../check/mod.ts";
import type { Lifecycle, LifecycleChanges, Release } from "../core/mod.ts";
import { inBackground } from "./background.ts";
import { changesOf, textOf } from "./changes-of.ts";
import type { Config } from "./schema.ts";
import { sourceProblem } from "./source-problem.ts";

/** What a watcher works with. */
export interface WatcherSetup {
  readonly life: Lifecycle;
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** What the life was made with. */
  readonly current: Config;
  /** Whether the source is a stream that cannot be asked for anew. */
  readonly isOnce: boolean;
  /** Reads: a configuration, or a stream of them. */
  readonly read: (signal: AbortSignal) => unknown;
  readonly parse: (given: unknown) => Config;
}

/** A stream that is followed, and what ends it. */
interface Followed {
  readonly stream: AsyncIterable<unknown>;
  readonly iterator: AsyncIterator<unknown>;
  readonly controller: AbortController;
}

/** The first and the longest pause after which a source that has failed is asked again. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/*
 * Invariants
 * 1. One reading at a time: who asks meanwhile joins it, and it is done once more.
 * 2. A source is waited for by nobody but its own reading, and that for a bounded time. One that
 *    hangs even so is not asked anew before it ends: it would hang once more each time.
 * 3. `#applied` is what the life was told last; of what was refused only the words are kept.
 */
/** Keeps a life as its source says. */
export class Watcher {
  readonly #setup: WatcherSetup;
  #applied: Config;
  /** What came last, or what was wrong with it: only what is news is told. */
  #told: string | undefined;
  /** What came while a shutdown was under way, which may still be called off. */
  #held: { readonly given: unknown } | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  /** Whether the source has not answered yet. */
  #isAsked = false;
  #controller: AbortController | undefined;
  #followed: Followed | undefined;
  #isFailing = false;
  #retryMs = FIRST_RETRY_MS;
  #timer: Release | undefined;
  #isOver = false;

  constructor(setup: WatcherSetup) {
    this.#setup = setup;
    this.#applied = setup.current;
  }

  /** Reads, once more if it reads now. Never rejects. */
  read(): Promise<void> {
    this.#again = true;
    return this.#reading ??= this.#readAll();
  }

  /** Reads, and tells again of what is refused. Never rejects. */
  reload(): Promise<void> {
    this.#told = undefined;
    return this.read();
  }

  /** Takes what came while a shutdown was under way. */
  resume(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#take(held.given);
  }

  /** Ends it, without waiting for the source. */
  release(): void {
    this.#isOver = true;
    this.#timer?.();
    this.#controller?.abort();
    this.#leave();
  }

  async #readAll(): Promise<void> {
    this.#timer?.();
    while (this.#again && !this.#isOver) {
      this.#again = false;
      await this.#readOnce();
    }
    this.#reading = undefined;
    if (!this.#followed) this.#schedule();
  }

  async #readOnce(): Promise<void> {
    const controller = this.#controller = new AbortController();
    try {
      const given = await this.#inTime(controller);
      if (this.#isOver) return;
      if (isStream(given)) this.#follow(given, controller);
      else this.#take(given);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** **Ends** with what the source gives, or when that takes too long or is wanted no more. */
  async #inTime(controller: AbortController): Promise<unknown> {
    const { life, name, timeoutMs } = this.#setup;
    const { signal } = controller;
    const late = new QuiesceError("DEADLINE", `Cannot read ${name} within ${timeoutMs} ms`);
    if (this.#isAsked) throw late;
    const over = Promise.withResolvers<never>();
    const giveUp = (): void => over.reject(late);
    signal.addEventListener("abort", giveUp, { once: true });
    const disarm = inBackground(life.clock, timeoutMs, () => controller.abort());
    try {
      return await Promise.race([this.#ask(signal), over.promise]);
    } finally {
      disarm();
      signal.removeEventListener("abort", giveUp);
    }
  }

  async #ask(signal: AbortSignal): Promise<unknown> {
    this.#isAsked = true;
    try {
      return await this.#setup.read(signal);
    } finally {
      this.#isAsked = false;
    }
  }

  #follow(stream: AsyncIterable<unknown>, controller: AbortController): void {
    if (stream === this.#followed?.stream) return;
    this.#leave();
    const iterator = stream[Symbol.asyncIterator]();
    this.#followed = { stream, iterator, controller };
    void this.#takeAll(this.#followed);
  }

  /** Ends the stream that is followed, without waiting for it. */
  #leave(): void {
    const { controller, iterator } = this.#followed ?? {};
    this.#followed = undefined;
    controller?.abort();
    void (async () => await iterator?.return?.())().catch(() => {});
  }

  async #takeAll(followed: Followed): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await followed.iterator.next();
        if (this.#followed !== followed) return;
        if (done) break;
        this.#take(value);
      }
    } catch (error) {
      if (this.#followed !== followed) return;
      this.#refuse(error);
    }
    if (this.#setup.isOnce) return;
    // A stream that ends is asked for anew, but not at once and forever.
    this.#followed = undefined;
    this.#isFailing = true;
    this.#schedule();
  }

  #schedule(): void {
    this.#timer?.();
    if (this.#isOver) return;
    const { life, intervalMs } = this.#setup;
    const pauseMs = this.#isFailing ? Math.min(this.#retryMs, intervalMs) : intervalMs;
    if (this.#isFailing) this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    this.#timer = inBackground(life.clock, pauseMs, () => void this.read());
  }

  #take(given: unknown): void {
    if (this.#isEnding) return void (this.#held = { given });
    let now: Config;
    try {
      now = this.#setup.parse(given);
    } catch (error) {
      return this.#refuse(error);
    }
    this.#isFailing = false;
    this.#retryMs = FIRST_RETRY_MS;
    if (!this.#isNews(`${textOf(now)}`)) return;
    if (this.#configure(() => changesOf(this.#applied, now))) this.#applied = now;
  }

  #refuse(error: unknown): void {
    if (this.#isOver || this.#isEnding) return;
    this.#isFailing = true;
    const problem = sourceProblem(error, this.#setup.name);
    if (!this.#isNews(problem)) return;
    this.#configure(() => {
      throw new Error(problem);
    });
  }

  /** Whether it was taken. If not, the life has told why. */
  #configure(changes: () => LifecycleChanges): boolean {
    try {
      this.#setup.life.configure(changes, this.#setup.name);
      return true;
    } catch {
      return false;
    }
  }

  #isNews(text: string): boolean {
    const isNews = text !== this.#told;
    this.#told = text;
    return isNews;
  }

  get #isEnding(): boolean {
    return this.#setup.life.remainingMs() !== Infinity;
  }
}

/** Whether it gives several configurations, one after the other. */
export function isStream(given: unknown): given is AsyncIterable<unknown> {
  return typeof given === "object" && given !== null && Symbol.asyncIterator in given;
}
