import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { abortable } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

function never(): Promise<never> {
  return new Promise(() => {});
}

describe("abortable promise", () => {
  it("settles like its work", async () => {
    const { signal } = new AbortController();
    const error = new Error("refused");

    assert.equal(await abortable(Promise.resolve(42), signal), 42);
    await assert.rejects(abortable(Promise.reject(error), signal), (thrown) => thrown === error);
  });

  it("takes anything that can be waited for", async () => {
    const then = Promise.prototype.then.bind(Promise.resolve(7));
    // oxlint-disable-next-line unicorn/no-thenable -- a thenable is what is tested.
    const foreign = { then } as PromiseLike<number>;

    assert.equal(await abortable(foreign, new Scope()), 7);
  });

  it("rejects with the very reason of a signal", async () => {
    const source = countedSignal();
    const work = abortable(never(), source.signal);

    source.abort(REASON);

    await assert.rejects(work, (thrown) => thrown === REASON);
  });

  it("rejects with the very reason of a scope", async () => {
    const scope = new Scope("orders");
    const work = abortable(never(), scope.child("query"));

    scope.abort("enough");

    await assert.rejects(work, (thrown) => thrown === scope.reason);
  });

  it("is not disturbed by a stop", async () => {
    const scope = new Scope("orders");
    const held = Promise.withResolvers<string>();
    const work = abortable(held.promise, scope);

    scope.stop("enough");
    held.resolve("finished");

    assert.equal(await work, "finished");
  });

  it("rejects what is aborted already, even when the work has ended", async () => {
    const signal = AbortSignal.abort(REASON);

    await assert.rejects(abortable(Promise.resolve(42), signal), (thrown) => thrown === REASON);
  });

  it("takes a closed scope for an aborted one", async () => {
    const scope = new Scope("orders");
    await scope.close();

    await assert.rejects(abortable(never(), scope), { name: "AbortError" });
  });

  it("leaves no listener behind, whichever way it ends", async () => {
    const source = countedSignal();
    await abortable(Promise.resolve(), source.signal);
    await assert.rejects(abortable(Promise.reject(new Error("refused")), source.signal));
    const cut = abortable(never(), source.signal);
    assert.equal(source.listeners, 1);

    source.abort(REASON);
    await assert.rejects(cut);

    assert.equal(source.listeners, 0);
  });

  it("tells what the work throws after the abort, unless that only obeys it", async () => {
    const scope = new Scope("orders");
    const late: unknown[] = [];
    const options = { lateFailed: (error: unknown) => late.push(error) };
    const works = [1, 2, 3, 4].map(() => Promise.withResolvers<never>());
    const waits = works.map(({ promise }) => abortable(promise, scope, options));
    scope.abort("enough");
    await Promise.allSettled(waits);

    const errors = [
      scope.reason,
      new DOMException("aborted", "AbortError"),
      new Error("gave up", { cause: scope.reason }),
      new Error("disk full"),
    ];
    works.forEach(({ reject }, at) => reject(errors[at]));
    await Promise.allSettled(works.map(({ promise }) => promise));

    assert.deepEqual(late, [errors[3]]);
  });

  it("reports a late error through the scope when nobody else is told", async () => {
    const scope = new Scope("orders");
    const work = Promise.withResolvers<never>();
    const wait = abortable(work.promise, scope);
    scope.abort("enough");
    await assert.rejects(wait);

    const error = new Error("disk full");
    work.reject(error);
    await work.promise.catch(() => {});

    assert.deepEqual((await scope.close()).errors, [error]);
  });

  it("refuses what cannot be waited for", () => {
    for (const work of [42, undefined, null, {}, () => {}]) {
      assert.throws(() => abortable(work as never, new Scope()), { code: "BAD_OPTION" });
    }
  });
});
