import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { abortable } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

/** A source whose steps are settled by hand. */
class Steps implements AsyncIterableIterator<number> {
  readonly asked: PromiseWithResolvers<IteratorResult<number>>[] = [];
  returned = 0;
  onReturn: () => Promise<IteratorResult<number>> = () =>
    Promise.resolve({ done: true, value: undefined });

  next(): Promise<IteratorResult<number>> {
    const step = Promise.withResolvers<IteratorResult<number>>();
    this.asked.push(step);
    return step.promise;
  }

  return(): Promise<IteratorResult<number>> {
    this.returned += 1;
    return this.onReturn();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

async function* numbers(): AsyncGenerator<number> {
  yield 1;
  yield 2;
}

describe("abortable iteration", () => {
  it("gives what its source gives, and ends with it", async () => {
    const source = countedSignal();

    assert.deepEqual(await Array.fromAsync(abortable(numbers(), source.signal)), [1, 2]);
    assert.equal(source.listeners, 0);
  });

  it("passes on an error of its source, and is done after it", async () => {
    const { signal } = new AbortController();
    const error = new Error("refused");
    const steps = new Steps();
    const iteration = abortable(steps, signal);
    const next = iteration.next();

    steps.asked[0]?.reject(error);

    await assert.rejects(next, (thrown) => thrown === error);
    assert.equal((await iteration.next()).done, true);
    assert.equal(steps.returned, 0);
  });

  it("rejects a step in flight with the very reason, returns the source once, then is done", async () => {
    const source = countedSignal();
    const steps = new Steps();
    const iteration = abortable(steps, source.signal);
    const next = iteration.next();

    source.abort(REASON);

    await assert.rejects(next, (thrown) => thrown === REASON);
    assert.equal((await iteration.next()).done, true);
    assert.equal((await iteration.return?.())?.done, true);
    assert.deepEqual([steps.returned, steps.asked.length, source.listeners], [1, 1, 0]);
  });

  it("rejects every step in flight", async () => {
    const scope = new Scope("rows");
    const iteration = abortable(new Steps(), scope);
    const steps = [iteration.next(), iteration.next()];

    scope.abort("enough");

    const ends = await Promise.allSettled(steps);
    assert.ok(ends.every((end) => end.status === "rejected" && end.reason === scope.reason));
  });

  it("rejects the next step when none was in flight", async () => {
    const scope = new Scope("rows");
    const steps = new Steps();
    const iteration = abortable(steps, scope);

    scope.abort("enough");

    assert.equal(steps.returned, 1);
    await assert.rejects(iteration.next(), (thrown) => thrown === scope.reason);
    assert.equal((await iteration.next()).done, true);
  });

  it("does not wait for a generator that hangs", async () => {
    const source = countedSignal();
    const hanging = async function* (): AsyncGenerator<number> {
      await new Promise(() => {});
      yield 1;
    };
    const next = abortable(hanging(), source.signal).next();

    source.abort(REASON);

    await assert.rejects(next, (thrown) => thrown === REASON);
  });

  it("returns the source at once when it is aborted already", async () => {
    const steps = new Steps();
    const iteration = abortable(steps, AbortSignal.abort(REASON));

    assert.equal(steps.returned, 1);
    await assert.rejects(iteration.next(), (thrown) => thrown === REASON);
    assert.equal(steps.asked.length, 0);
  });

  it("returns the source once when the loop is left, and listens no more", async () => {
    const source = countedSignal();
    const steps = new Steps();
    const iteration = abortable(steps, source.signal);
    const left = (async () => {
      for await (const value of iteration) return value;
      return undefined;
    })();
    steps.asked[0]?.resolve({ done: false, value: 7 });

    assert.equal(await left, 7);
    source.abort(REASON);

    assert.deepEqual([steps.returned, source.listeners], [1, 0]);
    assert.equal((await iteration.next()).done, true);
  });

  it("does not hang when the source hangs in its return", async () => {
    const source = countedSignal();
    const steps = new Steps();
    steps.onReturn = () => new Promise(() => {});
    const returned = abortable(steps, source.signal).return?.();

    source.abort(REASON);

    await assert.rejects(returned ?? Promise.resolve(), (thrown) => thrown === REASON);
    assert.equal(steps.returned, 1);
  });

  it("rejects a step in flight also after a return, and returns the source once", async () => {
    const source = countedSignal();
    const steps = new Steps();
    const iteration = abortable(steps, source.signal);
    const next = iteration.next();
    await iteration.return?.();
    assert.equal(source.listeners, 1);

    source.abort(REASON);

    await assert.rejects(next, (thrown) => thrown === REASON);
    assert.deepEqual([steps.returned, source.listeners], [1, 0]);
    assert.equal((await iteration.next()).done, true);
  });

  it("gives a step that was in flight at a return, and then listens no more", async () => {
    const source = countedSignal();
    const steps = new Steps();
    const iteration = abortable(steps, source.signal);
    const next = iteration.next();
    await iteration.return?.();

    steps.asked[0]?.resolve({ done: false, value: 7 });

    assert.deepEqual(await next, { done: false, value: 7 });
    assert.equal(source.listeners, 0);
  });

  for (const end of ["is done", "fails"] as const) {
    it(`rejects a step that its source still owes when it ${end}`, async () => {
      const source = countedSignal();
      const steps = new Steps();
      const iteration = abortable(steps, source.signal);
      const [first, second] = [iteration.next(), iteration.next()];
      if (end === "fails") steps.asked[0]?.reject(new Error("refused"));
      else steps.asked[0]?.resolve({ done: true, value: undefined });
      await first.catch(() => {});

      source.abort(REASON);

      await assert.rejects(second, (thrown) => thrown === REASON);
      assert.deepEqual([steps.returned, source.listeners], [0, 0]);
    });
  }

  it("tells what the source throws after the abort", async () => {
    const source = countedSignal();
    const errors = [new Error("cannot return"), new Error("too late")];
    const late: unknown[] = [];
    const steps = new Steps();
    const rejected = Promise.reject<IteratorResult<number>>(errors[0]);
    rejected.catch(() => {});
    steps.onReturn = () => rejected;
    const lateFailed = (error: unknown): void => void late.push(error);
    const next = abortable(steps, source.signal, { lateFailed }).next();
    source.abort(REASON);
    await assert.rejects(next);

    steps.asked[0]?.reject(errors[1]);
    await steps.asked[0]?.promise.catch(() => {});
    await Promise.resolve();

    assert.deepEqual(new Set(late), new Set(errors));
  });

  it("takes a source that has no return, and one that throws at once", async () => {
    const error = new Error("broken");
    const broken = { [Symbol.asyncIterator]: () => ({ next: () => assert.fail(error) }) };
    const scope = new Scope("rows");

    await assert.rejects(abortable(broken, scope).next(), (thrown) => thrown === error);
    const iteration = abortable(broken, scope);
    scope.abort("enough");
    await assert.rejects(iteration.next(), (thrown) => thrown === scope.reason);
  });
});
