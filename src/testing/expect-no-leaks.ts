import { nonNegative } from "../check/mod.ts";
import { type Clock, QuiesceError, systemClock } from "../core/mod.ts";
import { type OpenEntry, Registry, treeLines } from "../leak/mod.ts";
import {
  countsOf,
  type Held,
  heldByRuntime,
  moreThan,
  type Sight,
  sightOfRuntime,
} from "./held.ts";

/** Something that was opened and is still open. */
export interface Leftover {
  /** What it is; `resource` is one of the runtime's own. */
  readonly kind: OpenEntry["kind"] | "resource";
  /** Its path or name; for a resource its kind, such as `Timeout` or `TCPServerWrap`. */
  readonly path: string;
  /** Where it was opened, or an empty string where it is unknown, as of every resource. */
  readonly where: string;
}

/** What {@linkcode expectNoLeaks} may be given. */
export interface NoLeaksOptions {
  /** How long things may take to close by themselves, from the end of `run`. Default: 1000. */
  readonly waitMs?: number;
  /** Says what is no leak. */
  readonly ignore?: (left: Leftover) => boolean;
  /**
   * Tells what keeps the process alive, as `held()` of a `Platform` does; `false` compares no
   * resources. Default: `process.getActiveResourcesInfo()`.
   */
  readonly held?: false | (() => readonly string[]);
  /** Times the pauses between two looks. Default: the clock of the platform. */
  readonly clock?: Clock;
}

/** Knows what was open when it was made. */
export interface LeakCheck extends AsyncDisposable {
  /**
   * Looks whether all that was opened since is closed again, several times if need be.
   *
   * **Ends** when it is; rejects when it is not. **Again**: looks at nothing, and ends at once.
   *
   * @throws {QuiesceError} `LEAK` with the tree of what is open in its message
   */
  verify(): Promise<void>;
}

/** The first pause between two looks; each is twice as long as the one before. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 100;

const SIGHTS: Readonly<Record<Sight, string>> = {
  all: "the resources of the runtime were compared as well",
  some: "the runtime tells only some of its resources: timers, and sockets of node:net",
  none: "the runtime does not tell its resources: timers and sockets cannot be seen here",
};

/**
 * Runs `run`, and fails unless all that was opened meanwhile is closed again: scopes, tasks, leases
 * and hooks everywhere, and the runtime's own resources, such as timers and sockets, where it
 * tells of them.
 *
 * What is still open is given time: it looks again after 1, 2, 4 ms and so on, at most every 100 ms,
 * until `waitMs` have passed. It sees the whole process, so nothing else may open things meanwhile:
 * do not use it in tests that run side by side. Any test runner will do, since it only throws.
 * Resources are compared by their number: what the runner itself lets go of meanwhile, as Vitest
 * does with a timer, hides one of the same kind.
 *
 * **Ends** with what `run` returns; rejects as `run` does, without a look at what it left. **Late**:
 * after `waitMs` it rejects.
 *
 * **Runtimes**: Node.js tells all of its resources, Deno some, Bun none; the message says so.
 *
 * @throws {QuiesceError} `LEAK` with the tree of what is open in its message
 * @throws {QuiesceError} `BAD_OPTION` when `waitMs` is negative or not a number
 *
 * @example Test that all is closed
 * ```ts
 * import { QuiesceError, Scope } from "quiesce";
 * import { expectNoLeaks } from "quiesce/testing";
 *
 * await expectNoLeaks(async () => {
 *   const pool = new Scope("pool");
 *   pool.spawn("ping", () => {});
 *   await pool.close();
 * });
 *
 * const leaking = expectNoLeaks(() => new Scope("pool"), { waitMs: 0 });
 * const error = await leaking.catch((error: unknown) => error);
 * console.assert(error instanceof QuiesceError && error.code === "LEAK");
 * console.assert(error instanceof QuiesceError && error.message.includes("scope /pool"));
 * ```
 */
export function expectNoLeaks<T>(
  run: () => T | PromiseLike<T>,
  options?: NoLeaksOptions,
): Promise<T>;
/** Notes what is open, for a `verify()` later: in `beforeEach` and `afterEach`, or `await using`. */
export function expectNoLeaks(options?: NoLeaksOptions): LeakCheck;
export function expectNoLeaks<T>(
  given?: NoLeaksOptions | (() => T | PromiseLike<T>),
  options: NoLeaksOptions = {},
): LeakCheck | Promise<T> {
  if (typeof given !== "function") return new Check(given ?? {});
  return checked(given, options);
}

async function checked<T>(run: () => T | PromiseLike<T>, options: NoLeaksOptions): Promise<T> {
  const check = new Check(options);
  try {
    const result = await run();
    await check.verify();
    return result;
  } finally {
    check.release();
  }
}

class Check implements LeakCheck {
  readonly #options: NoLeaksOptions;
  readonly #waitMs: number;
  readonly #clock: Clock;
  readonly #before: Held;
  readonly #registry: Registry;
  #isOver = false;

  constructor(options: NoLeaksOptions) {
    this.#options = options;
    this.#waitMs = nonNegative("expect no leaks", "waitMs", options.waitMs ?? 1_000);
    this.#clock = options.clock ?? systemClock;
    this.#before = this.#held();
    this.#registry = new Registry({ clock: this.#clock });
  }

  async verify(): Promise<void> {
    if (this.#isOver) return;
    await this.#settled();
    const [open, more] = [this.#open(), this.#more()];
    this.release();
    if (open.length + more.length > 0) throw this.#leak(open, more);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.verify();
  }

  release(): void {
    this.#isOver = true;
    this.#registry.release();
  }

  /** Waits until nothing is open, or for as long as it may. */
  async #settled(): Promise<void> {
    let waitedMs = 0;
    let pauseMs = FIRST_PAUSE_MS;
    while (waitedMs < this.#waitMs && !this.#isClean) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#clock.after(Math.min(pauseMs, this.#waitMs - waitedMs), resolve);
      await promise;
      waitedMs += pauseMs;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  get #isClean(): boolean {
    return this.#open().length === 0 && this.#more().length === 0;
  }

  #open(): readonly OpenEntry[] {
    const { ignore } = this.#options;
    return this.#registry.open().filter((entry) => ignore?.(entry) !== true);
  }

  #more(): readonly (readonly [kind: string, count: number])[] {
    const { ignore } = this.#options;
    return [...moreThan(this.#before, this.#held())]
      .filter(([path]) => ignore?.({ kind: "resource", path, where: "" }) !== true);
  }

  #held(): Held {
    const { held = heldByRuntime } = this.#options;
    return countsOf(held === false ? [] : held());
  }

  #leak(open: readonly OpenEntry[], more: readonly (readonly [string, number])[]): QuiesceError {
    const count = more.reduce((sum, [, each]) => sum + each, 0);
    const what = [
      ...(open.length > 0 ? [`${open.length} opened and not closed`] : []),
      ...(count > 0 ? [`${count} ${count === 1 ? "resource" : "resources"} left`] : []),
    ];
    const lines = [
      ...treeLines(open),
      ...more.map(([kind, each]) => each === 1 ? `resource ${kind}` : `resource ${kind} x${each}`),
      ...(this.#options.held === undefined ? [`(${SIGHTS[sightOfRuntime()]})`] : []),
    ];
    const message = `Cannot call it clean: ${what.join(", ")} after ${this.#waitMs} ms`;
    return new QuiesceError("LEAK", [message, ...lines].join("\n  "));
  }
}
