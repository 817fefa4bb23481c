import type { Clock, Scope } from "../core/mod.ts";

/** What work in a thread is told, and may ask. */
export interface OffloadContext {
  /** Whether it was asked to stop. Also seen in a loop that never waits. */
  readonly isStopping: boolean;
  /** Whether it was told to stop now. Also seen in a loop that never waits. */
  readonly isAborted: boolean;
  /** Aborts when the work should take nothing new and finish. Heard when the thread's loop turns. */
  readonly stopping: AbortSignal;
  /** Aborts when the work should stop now. Heard when the thread's event loop turns. */
  readonly signal: AbortSignal;
  /** Why it was told to stop: a copy of the reason, with its name, message, kind and code. */
  readonly reason: Error | undefined;
  /** As `checkpoint` of `quiesce/tasks`: throws the reason once the work is aborted. */
  checkpoint(): Promise<void> | undefined;
  /** Says how far the work has come. It becomes the status of the task, if there is a scope. */
  status(text: string): void;
}

/** What a thread can be given without a copy. */
export type OffloadTransferable = ArrayBuffer | MessagePort;

/** What {@linkcode offload} may be given. */
export interface OffloadOptions {
  /** Its name as a task and as a thread. Default: that of the function, export or file. */
  readonly name?: string;
  /** Makes the thread a task of this scope, which then waits for it, stops it and names it. */
  readonly scope?: Scope;
  /** Tells the work to stop now when it aborts. */
  readonly signal?: AbortSignal;
  /** What of the input is moved and not copied. */
  readonly transfer?: readonly OffloadTransferable[];
  /**
   * How long the work may go on after it was told to stop now, before its thread is terminated.
   * Default: 1000, or half of the time that the scope waits for aborted work, if that is less.
   */
  readonly stopMs?: number;
  /** What measures `stopMs`. Default: the clock of the scope, or of the platform. */
  readonly clock?: Clock;
}

/** What {@linkcode offload} is given for work that takes an input. */
export interface OffloadInput<I> extends OffloadOptions {
  /** Handed to the work as a structured clone. */
  readonly input: I;
}

/** What {@linkcode offload} may be given for a module. */
export interface OffloadModule extends OffloadOptions {
  /** Handed to the work as a structured clone. */
  readonly input?: unknown;
  /** Which export of the module does the work. Default: `run`. */
  readonly export?: string;
}

/** Work that runs in a thread of its own. */
export type OffloadWork<I, R> = (input: I, context: OffloadContext) => R | PromiseLike<R>;
