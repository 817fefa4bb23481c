import type { Worker } from "node:worker_threads";
import { QuiesceError } from "../check/mod.ts";
import type { OffloadTransferable } from "./offload-options.ts";
import { revived } from "./thread-error.ts";
import { ThreadFlags } from "./thread-flags.ts";
import { THREAD_SOURCE } from "./thread-source.ts";

/** What a thread runs: a function as text, or a function that a module exports. */
export type ThreadWork =
  | { readonly text: string }
  | { readonly module: string; readonly name: string };

/** What a thread is given. */
export interface ThreadSetup {
  readonly name: string;
  readonly work: ThreadWork;
  readonly input: unknown;
  readonly transfer: readonly OffloadTransferable[];
  /** Is told what the work says of its progress. */
  readonly said: (status: string) => void;
}

/**
 * What became of a thread. `lost` means that it ended without an answer; `obeys`, that it threw the
 * reason for which it was told to stop.
 */
export type ThreadEnd =
  | { readonly end: "value"; readonly value: unknown }
  | { readonly end: "error"; readonly error: unknown; readonly obeys: boolean }
  | { readonly end: "lost"; readonly exitCode: number; readonly cause: unknown };

/** One worker thread, from its start to its end, with one answer. */
export interface Thread {
  /** **Ends** when the thread is gone. Never rejects. */
  readonly ended: Promise<ThreadEnd>;
  /** Asks it to stop. */
  stop(reason: unknown): void;
  /** Tells it to stop now. */
  abort(reason: unknown): void;
  /** Ends it, whatever it does. */
  terminate(): void;
}

/**
 * Starts a thread. All three runtimes have `node:worker_threads`.
 *
 * @throws {QuiesceError} `UNSUPPORTED` where there is no such module
 */
export async function startThread(setup: ThreadSetup): Promise<Thread> {
  const { Worker } = await workerThreads();
  const flags = new ThreadFlags();
  const { name, work, input, transfer } = setup;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD_SOURCE)}`), {
    name,
    workerData: { shared: flags.shared, input, ...work },
    transferList: [...transfer] as never[],
  });
  const wake = (): void => worker.postMessage(null);
  return {
    ended: endOf(worker, setup.said),
    stop(reason) {
      flags.stop(reason);
      wake();
    },
    abort(reason) {
      flags.abort(reason);
      wake();
    },
    terminate: () => void worker.terminate(),
  };
}

async function workerThreads(): Promise<{ readonly Worker: typeof Worker }> {
  try {
    return await import("node:worker_threads");
  } catch (cause) {
    const message = "Cannot offload: this runtime has no worker threads";
    throw new QuiesceError("UNSUPPORTED", message, { cause });
  }
}

interface Answer {
  readonly status?: string;
  readonly error?: Parameters<typeof revived>[0];
  readonly obeys?: boolean;
  readonly value?: unknown;
}

function endOf(worker: Worker, said: (status: string) => void): Promise<ThreadEnd> {
  const { promise, resolve } = Promise.withResolvers<ThreadEnd>();
  let answer: ThreadEnd | undefined;
  let cause: unknown;
  const answered = (given: ThreadEnd): void => {
    answer ??= given;
    void worker.terminate();
  };
  worker.on("message", ({ status, error, obeys = false, value }: Answer) => {
    if (status !== undefined) said(status);
    else if (error) answered({ end: "error", error: revived(error), obeys });
    else answered({ end: "value", value });
  });
  worker.on("messageerror", (error) => answered({ end: "error", error, obeys: false }));
  worker.on("error", (error) => cause = error);
  worker.on("exit", (exitCode) => resolve(answer ?? { end: "lost", exitCode, cause }));
  return promise;
}
