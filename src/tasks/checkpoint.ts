/*
 * Invariants
 * 1. Only the event loop's turns count, and a thread has one event loop; so the state is the
 *    module's, and all loops of a thread share the time until the next turn.
 * 2. Who waits for a turn is resumed in the order of waiting, one per turn, so that no number of
 *    waiting loops keeps the event loop from what else it has to do.
 * 3. The clock is read at least at every `MOST_CALLS`-th call, and at the first after a turn.
 */
import { currentTracker, Scope } from "../core/mod.ts";

/** For how long the event loop may be kept waiting before a checkpoint gives it a turn. */
const TURN_MS = 5;
/** Between two readings of the clock. */
const CHECK_MS = 0.1;
const MOST_CALLS = 256;

/** What a loop may ask whether to go on: an abort signal, a scope, or a context of `offload`. */
export type CheckpointSource =
  | Pick<AbortSignal, "aborted" | "reason">
  | { readonly isAborted: boolean; readonly reason: unknown };

const waiting: (() => void)[] = [];
let turnedMs = -Infinity;
let readMs = -Infinity;
let calls = 1;
let callsLeft = 1;

/**
 * Lets a long loop be stopped, and lets others have the event loop: call it in each round, and await
 * what it returns, if anything.
 *
 * It returns `undefined` in nearly all rounds, at the cost of a few nanoseconds. When the event loop
 * has had no turn for 5 ms, it returns a promise. To obey a soft stop, give it `scope.stopping`.
 *
 * **Ends**: when timers, signals and I/O have had their turn. **Cancelled**: throws the reason as
 * soon as the source is aborted; rejects with it when that happens during the turn. **Order**: of
 * several loops, the one that has waited longest goes on; each has 5 ms. **Late**: a single round
 * that takes longer than 5 ms is not interrupted; no code can do that on one thread. A loop whose
 * rounds suddenly become slow may run 256 of them without a turn, once.
 *
 * @throws {unknown} the reason of the source, once that is aborted
 *
 * @example A loop that a timer can stop, although it never waits
 * ```ts
 * import { Scope } from "quiesce";
 * import { checkpoint } from "quiesce/tasks";
 *
 * const primes = new Scope("primes").child("search", { timeoutMs: 20 });
 * let tried = 0;
 * try {
 *   for (;;) {
 *     tried += 1;
 *     const turn = checkpoint(primes);
 *     if (turn) await turn;
 *   }
 * } catch (error) {
 *   console.assert(error === primes.reason && tried > 1);
 * }
 * ```
 */
export function checkpoint(source: CheckpointSource): Promise<void> | undefined {
  if (isOver(source)) throw source.reason;
  callsLeft -= 1;
  return callsLeft > 0 ? undefined : look(source);
}

function isOver(source: CheckpointSource): boolean {
  // SAFETY: whoever has no `isAborted` has an `aborted`. A question by `in` costs more.
  const { isAborted } = source as { readonly isAborted?: boolean };
  return isAborted ?? (source as { readonly aborted: boolean }).aborted;
}

function look(source: CheckpointSource): Promise<void> | undefined {
  const nowMs = performance.now();
  calls = callsUntilCheck(nowMs - readMs);
  readMs = nowMs;
  callsLeft = calls;
  if (source instanceof Scope) currentTracker()?.passed(source);
  return nowMs - turnedMs < TURN_MS ? undefined : new Turn(source);
}

/** As many as fit into the time between two readings, by what the last ones took. */
function callsUntilCheck(tookMs: number): number {
  if (tookMs < CHECK_MS) return Math.min(calls * 2, MOST_CALLS);
  return Math.max(Math.floor(calls * CHECK_MS / tookMs), 1);
}

/** A promise that asks for its turn when it is awaited, so that one which is dropped costs nothing. */
class Turn implements Promise<void> {
  readonly [Symbol.toStringTag] = "Turn";
  readonly #source: CheckpointSource;

  constructor(source: CheckpointSource) {
    this.#source = source;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise, and says so.
  then<A = void, B = never>(
    fulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return take(this.#source).then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<void | B> {
    return take(this.#source).catch(rejected);
  }

  finally(settled?: (() => void) | null): Promise<void> {
    return take(this.#source).finally(settled);
  }
}

async function take(source: CheckpointSource): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Whoever comes before the turn looks at the clock at once.
  calls = callsLeft = 1;
  if (waiting.push(resolve) === 1) afterOthers(next);
  await promise;
  if (isOver(source)) throw source.reason;
}

function next(): void {
  turnedMs = readMs = performance.now();
  calls = callsLeft = 1;
  waiting.shift()?.();
  if (waiting.length > 0) afterOthers(next);
}

/** Calls `run` after what the event loop has at hand. A timer of the platform takes a millisecond. */
function afterOthers(run: () => void): void {
  const { setImmediate } = globalThis as { readonly setImmediate?: (run: () => void) => unknown };
  if (setImmediate) setImmediate(run);
  else post(run);
}

/** The turn of platforms that have only what the Web has. */
function post(run: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    run();
  };
  port2.postMessage(undefined);
}
