import { AsyncLocalStorage } from "node:async_hooks";
import { Worker } from "node:worker_threads";
import { type Release, release, type Scope } from "../../src/core/mod.ts";
import type { BlockSight, BlockWatch, BlockWatcher } from "../../src/leak/mod.ts";
import { BLOCK_THREAD, type BlockThreadData, HEAD_BYTES, TEXT_BYTES } from "./block-thread.ts";

/** What {@linkcode blockWatch} may be given. */
export interface BlockWatchOptions {
  /**
   * Whether the thread prints what it sees to stderr while the loop stands. It is the only way to
   * hear of a block that never ends. Default: false.
   */
  readonly print?: boolean;
}

/**
 * Makes the `watch` of `detectBlocks`: a thread that stops the event loop's thread for a moment when
 * it has held the loop for too long, and takes down its stack and the task that it runs.
 *
 * The thread uses the inspector that is in every Node.js, and opens no port. It is woken once for
 * each `intervalMs`; a block takes some ten milliseconds longer when it is looked at. It knows the
 * tasks that were spawned since it was made, wherever they have waited in between.
 *
 * **Late**: what blocks before the thread runs is not seen: see `started`. What runs in native code
 * is seen when it returns to JavaScript, if the loop has not turned by then. **Runtimes**: the
 * inspector of Deno and Bun cannot pause another thread. Under `node --permission` it needs
 * `--allow-worker` and `--allow-inspector`.
 *
 * @example See where a task stood that held the event loop
 * ```ts
 * import { Scope } from "quiesce";
 * import { detectBlocks } from "quiesce/leak";
 * import { blockWatch } from "quiesce/node";
 *
 * // Deno runs the examples of this package, and its inspector cannot do it.
 * if (!("Deno" in globalThis)) {
 *   const { promise, resolve } = Promise.withResolvers<readonly string[]>();
 *   const detector = detectBlocks({ watch: blockWatch(), onBlock: ({ stack }) => resolve(stack) });
 *   await detector.started;
 *   new Scope("reports").spawn("sum", function sum() {
 *     const endMs = performance.now() + 500;
 *     while (performance.now() < endMs);
 *   });
 *   console.assert((await promise)[0]?.startsWith("sum"));
 *   detector.release();
 * }
 * ```
 */
export function blockWatch(options: BlockWatchOptions = {}): BlockWatch {
  return (looked) => new NodeBlockWatcher(looked, options.print ?? false);
}

class NodeBlockWatcher implements BlockWatcher {
  readonly started: Promise<void>;
  readonly release: Release;
  readonly #storage: AsyncLocalStorage<Scope> = new AsyncLocalStorage();
  readonly #shared: SharedArrayBuffer = new SharedArrayBuffer(HEAD_BYTES + TEXT_BYTES);
  readonly #head: Int32Array = new Int32Array(this.#shared, 0, HEAD_BYTES / 4);
  #running: Scope | undefined;

  constructor(looked: () => string | undefined, print: boolean) {
    const question = `quiesce.block-watch.${crypto.randomUUID()}`;
    const forget = answer(question, () => {
      const lastHeard = looked();
      this.#running = this.#storage.getStore();
      return this.#running?.path ?? lastHeard ?? "";
    });
    const worker = thread({ shared: this.#shared, question, print });
    this.started = startOf(worker);
    this.release = release(() => {
      forget();
      this.#storage.disable();
      void worker.terminate();
    });
  }

  arm(delayMs: number): void {
    this.#running = undefined;
    this.#head[1] = Math.min(Math.ceil(delayMs), 2 ** 31 - 1);
    Atomics.add(this.#head, 0, 1);
    Atomics.notify(this.#head, 0);
  }

  seen(): BlockSight | undefined {
    const [armed, , length, taken] = this.#head;
    if (taken !== armed || length === undefined) return undefined;
    const bytes = new Uint8Array(this.#shared, HEAD_BYTES, length).slice();
    return { scope: this.#running, stack: new TextDecoder().decode(bytes).split("\n") };
  }

  call<T>(scope: Scope, run: () => T): T {
    return this.#storage.run(scope, run);
  }
}

function answer(question: string, who: () => string): Release {
  const answers = globalThis as { [question: symbol]: unknown };
  const key = Symbol.for(question);
  answers[key] = who;
  return release(() => delete answers[key]);
}

function thread(workerData: BlockThreadData): Worker {
  const url = new URL(`data:text/javascript,${encodeURIComponent(BLOCK_THREAD)}`);
  return new Worker(url, { workerData });
}

/** Until it has started, the thread keeps the process alive, so that it can be waited for. */
function startOf(worker: Worker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.once("exit", () => resolve());
  worker.once("message", () => {
    worker.unref();
    resolve();
  });
  worker.on("error", ({ message }) => console.error(`quiesce: the block watch failed: ${message}`));
  return promise;
}
