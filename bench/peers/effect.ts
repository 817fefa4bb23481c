// What effect 4 offers for the jobs that are measured, as its own documentation shows it.
import { loadPeer } from "./load-peer.ts";

/** A lazy description of work; `yield*` in a generator of `gen` runs it. */
interface Effect<A> {
  [Symbol.iterator](): Iterator<Effect<unknown>, A>;
}

interface Fiber {
  readonly id: number;
}

interface FinalizerScope {
  readonly strategy: string;
}

interface ForkOptions {
  readonly startImmediately: boolean;
}

type Steps = Generator<Effect<unknown>, void>;

interface EffectModule {
  readonly Effect: {
    readonly never: Effect<never>;
    forEach<T, A>(
      items: readonly T[],
      each: (item: T) => Effect<A>,
      options?: { readonly concurrency?: number; readonly discard?: boolean },
    ): Effect<A[]>;
    forkChild(effect: Effect<unknown>, options?: ForkOptions): Effect<Fiber>;
    gen(steps: () => Steps): Effect<void>;
    promise(run: () => Promise<unknown>): Effect<unknown>;
    runFork(effect: Effect<unknown>): Fiber;
    runPromise(effect: Effect<unknown>): Promise<unknown>;
    sync(run: () => void): Effect<void>;
  };
  readonly Fiber: {
    interruptAll(fibers: readonly Fiber[]): Effect<void>;
    joinAll(fibers: readonly Fiber[]): Effect<unknown>;
  };
  readonly Scope: {
    addFinalizer(scope: FinalizerScope, finalizer: Effect<unknown>): Effect<void>;
    close(scope: FinalizerScope, exit: unknown): Effect<void>;
    make(): Effect<FinalizerScope>;
  };
  readonly Exit: { readonly void: unknown };
}

const { Effect, Exit, Fiber, Scope } = await loadPeer<EffectModule>("effect");

/** Adds `cleanup` to one scope many times over, and closes it: `Scope.addFinalizer`. */
export function effectCleanUp(times: number, cleanup: () => Promise<void>): Promise<unknown> {
  return finalize(times, Effect.promise(cleanup));
}

/** The same without a promise. */
export function effectCleanUpSync(times: number, cleanup: () => void): Promise<unknown> {
  return finalize(times, Effect.sync(cleanup));
}

/** Fibers of one parent, joined: `Effect.forkChild` and `Fiber.joinAll`. */
export function effectSpawn(times: number, work: () => Promise<void>): Promise<unknown> {
  const task = Effect.promise(work);
  return Effect.runPromise(Effect.gen(function* (): Steps {
    yield* Fiber.joinAll(yield* Effect.forEach(range(times), () => Effect.forkChild(task)));
  }));
}

/** Fibers that nobody owns, joined: `Effect.runFork` and `Fiber.joinAll`. */
export function effectSpawnAtRoot(times: number, work: () => Promise<void>): Promise<unknown> {
  const task = Effect.promise(work);
  const fibers: Fiber[] = [];
  for (let time = 0; time < times; time += 1) fibers.push(Effect.runFork(task));
  return Effect.runPromise(Fiber.joinAll(fibers));
}

/**
 * Fibers of one parent that wait for nothing, interrupted: `Fiber.interruptAll`. The result is how
 * many milliseconds that took.
 */
export async function effectCancel(times: number): Promise<number> {
  let tookMs = NaN;
  await Effect.runPromise(Effect.gen(function* (): Steps {
    const fork = (): Effect<Fiber> => Effect.forkChild(Effect.never, { startImmediately: true });
    const fibers = yield* Effect.forEach(range(times), fork);
    const startMs = performance.now();
    yield* Fiber.interruptAll(fibers);
    tookMs = performance.now() - startMs;
  }));
  return tookMs;
}

/** Eight at a time: `Effect.forEach` with `concurrency`. */
export function effectPool(times: number, work: () => Promise<void>): Promise<unknown> {
  const task = Effect.promise(work);
  const options = { concurrency: 8, discard: true };
  return Effect.runPromise(Effect.forEach(range(times), () => task, options));
}

function finalize(times: number, finalizer: Effect<unknown>): Promise<unknown> {
  return Effect.runPromise(Effect.gen(function* (): Steps {
    const scope = yield* Scope.make();
    for (let time = 0; time < times; time += 1) yield* Scope.addFinalizer(scope, finalizer);
    yield* Scope.close(scope, Exit.void);
  }));
}

function range(times: number): readonly undefined[] {
  return Array.from({ length: times });
}
