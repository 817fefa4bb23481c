// Runs the real @std/async with the signals of this package, where JSR answers. Runs on Deno.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "quiesce";

/** What these cases use of the package, so that they can be checked without it. */
interface StdAsync {
  abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T>;
  deadline<T>(work: Promise<T>, ms: number, options: { signal: AbortSignal }): Promise<T>;
  delay(ms: number, options: { signal: AbortSignal }): Promise<void>;
  pooledMap<T, R>(
    limit: number,
    source: AsyncIterable<T>,
    map: (item: T) => Promise<R>,
  ): AsyncIterable<R>;
  retry<T>(
    call: () => Promise<T>,
    options: { minTimeout: number; isRetriable: (error: unknown) => boolean },
  ): Promise<T>;
}

interface Case {
  readonly promise: string;
  run(std: StdAsync, scope: Scope): Promise<void>;
}

const CASES: readonly Case[] = [
  {
    promise: "delay rejects with the very reason of the scope",
    async run({ delay }, scope) {
      const waiting = delay(60_000, { signal: scope.signal });
      scope.abort("enough");

      await assert.rejects(waiting, (error) => error === scope.reason);
    },
  },
  {
    promise: "a task that retries is stopped by an abort, and tries no further",
    async run({ abortable, retry }, scope) {
      let tries = 0;
      const failed = Promise.withResolvers<void>();
      const retried = Promise.withResolvers<Promise<never>>();
      const task = scope.spawn("fetch", ({ signal }) => {
        const call = (): Promise<never> => {
          signal.throwIfAborted();
          tries += 1;
          failed.resolve();
          return Promise.reject(new Error("refused"));
        };
        const isRetriable = (): boolean => !signal.aborted;
        const work = retry(call, { minTimeout: 20, isRetriable });
        retried.resolve(work);
        return abortable(work, signal);
      });
      await failed.promise;
      scope.abort("enough");

      assert.equal((await task.outcome).end, "stopped");
      await assert.rejects(retried.promise, (error) => error === scope.reason);
      assert.equal(tries, 1);
    },
  },
  {
    promise: "a deadline is ended early by an abort",
    async run({ deadline }, scope) {
      const never = new Promise<never>(() => {});
      const task = scope.spawn("query", (own) => deadline(never, 60_000, { signal: own.signal }));
      scope.abort("enough");

      assert.equal((await task.outcome).end, "stopped");
    },
  },
  {
    promise: "a deadline may be what the scope has left",
    async run({ deadline }, scope) {
      const child = scope.child("query", { timeoutMs: 50 });
      const never = new Promise<never>(() => {});
      const late = deadline(never, child.remainingMs(), { signal: scope.signal });

      await assert.rejects(late, (error: Error) => /TimeoutError|AbortError/.test(error.name));
      await child.close();
    },
  },
  {
    promise: "a pooled map finishes what it holds and takes nothing new",
    async run({ pooledMap }, scope) {
      const held = Promise.withResolvers<void>();
      const begun: number[] = [];
      const results = pooledMap(2, itemsOf(scope), async (item) => {
        begun.push(item);
        if (begun.length === 2) held.resolve();
        await stopped(scope);
        return item;
      });
      const done = Array.fromAsync(results);
      await held.promise;
      scope.stop("enough");

      assert.deepEqual(new Set(await done), new Set(begun));
      assert.ok(begun.length <= 3, `${begun.length} items were begun`);
    },
  },
];

const found = await load();

describe("@std/async", () => {
  if (found instanceof Error) {
    const { message } = found;
    console.log(`NOT EXECUTED HERE: @std/async could not be loaded: ${message}`);
    it("is not executed here, since JSR does not answer", () => assert.match(message, /jsr/i));
    return;
  }
  for (const { promise, run } of CASES) {
    it(promise, async () => {
      const scope = new Scope("test");
      await run(found, scope);
      await scope.close();
    });
  }
});

/** A specifier that is no literal, so that nothing is fetched before somebody asks. */
async function load(): Promise<StdAsync | Error> {
  const specifier = ["@std", "async"].join("/");
  try {
    return await import(specifier);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function* itemsOf(scope: Scope): AsyncGenerator<number> {
  for (let item = 1; !scope.isStopping; item += 1) yield await Promise.resolve(item);
}

function stopped(scope: Scope): Promise<void> {
  return new Promise((resolve) => void scope.onStop(() => resolve()));
}
