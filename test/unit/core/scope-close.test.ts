import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/scope.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("Scope.close", () => {
  it("is done at once when nothing is owned", async () => {
    const scope = new Scope();

    const outcome = await scope.close();

    assert.deepEqual(outcome, { end: "done", errors: [], unstopped: [] });
    assert.deepEqual([scope.isClosed, scope.isStopping], [true, true]);
  });

  it("stops, with its reason or one of its own", async () => {
    const [given, own] = [new Scope(), new Scope("own")];
    given.onStop(() => {});
    own.onStop(() => {});

    await Promise.all([given.close("why"), own.close()]);

    assert.equal(given.reason?.message, "why");
    assert.equal(own.reason?.message, 'scope "/own" closed');
    assert.deepEqual([given.isAborted, own.isAborted], [false, false]);
  });

  it("has stopped for those who ask afterwards, however it closed", async () => {
    const scope = new Scope();
    const heard: string[] = [];

    await scope.close();
    scope.onStop(() => heard.push("stop"));

    assert.equal(scope.stopping.aborted, true);
    assert.deepEqual(heard, ["stop"]);
  });

  it("joins the first, from inside and outside", async () => {
    const scope = new Scope();
    const inside: Promise<unknown>[] = [];
    scope.defer(() => void inside.push(scope.close()));
    scope.onStop(() => void inside.push(scope.close()));

    const outcomes = await Promise.all([scope.close(), scope.close()]);

    const all = [...outcomes, ...await Promise.all(inside), await scope.close()];
    assert.equal(all.length, 5);
    assert.ok(all.every((each) => each === outcomes[0]));
  });

  it("waits for tasks, children and what they own", async () => {
    const clock = handClock();
    const root = new Scope("", { clock });
    const held = Promise.withResolvers<void>();
    const child = root.child("child");
    root.spawn("task", (scope) => void scope.spawn("inner", () => held.promise));

    const closing = root.close();
    await clock.advance(1_000_000);
    assert.deepEqual(root.open().map(({ path, kind }) => [path, kind]), [
      ["/task", "task"],
      ["/task/inner", "task"],
      ["/child", "scope"],
    ]);
    held.resolve();
    await clock.advance(0);
    assert.equal(root.isClosed, false);
    await child.close();

    assert.equal((await closing).end, "done");
  });

  it("aborts at its deadline and gives aborted work time to unwind", async () => {
    const clock = handClock();
    const root = new Scope("", { clock, unwindMs: 50 });
    const scope = root.child("scope", { timeoutMs: 100 });
    const task = scope.spawn("obeys", async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await new Promise<void>((resolve) => void clock.after(40, resolve));
      return "unwound";
    });

    const closing = scope.close();
    await clock.advance(140);

    assert.equal((await closing).end, "done");
    assert.deepEqual(await task.outcome, { end: "done", value: "unwound" });
  });

  it("names what has not ended, and leaves the tree without it", async () => {
    const clock = handClock();
    const root = new Scope("", { clock, unwindMs: 50 });
    const scope = root.child("scope", { timeoutMs: 100 });
    scope.spawn("stuck", (own) => own.child("inner").spawn("deep", forever).outcome);

    const closing = scope.close();
    await clock.advance(149);
    assert.equal(scope.isClosed, false);
    await clock.advance(1);

    const { end, unstopped } = await closing;
    assert.equal(end, "timed-out");
    assert.deepEqual(unstopped.map(({ path, kind, ageMs }) => ({ path, kind, ageMs })), [
      { path: "/scope/stuck", kind: "task", ageMs: 150 },
      { path: "/scope/stuck/inner", kind: "scope", ageMs: undefined },
      { path: "/scope/stuck/inner/deep", kind: "task", ageMs: 150 },
    ]);
    assert.match(unstopped[0]?.where ?? "", /scope-close\.test\.ts:\d+:\d+$/);
    assert.deepEqual([root.open(), clock.pending], [[], 0]);
  });

  it("gives up later than it was aborted, however late it closes", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock, unwindMs: 50 });
    scope.spawn("stuck", forever);
    scope.abort();
    await clock.advance(1_000);

    const closing = scope.close();
    await clock.advance(0);

    assert.equal((await closing).end, "timed-out");
  });

  it("leaves a closed scope out of its parent, so that a root can live for long", async () => {
    const root = new Scope();

    for (let at = 0; at < 10_000; at += 1) await root.child(`request ${at}`).close();

    assert.deepEqual(root.open(), []);
  });

  it("works with the disposer of the language", async () => {
    const scope = new Scope();
    let ran = false;
    scope.defer(() => ran = true);

    await scope[Symbol.asyncDispose]();

    assert.deepEqual([ran, scope.isClosed], [true, true]);
  });
});

describe("Scope.idle", () => {
  it("settles when nothing is open, without stopping anything", async () => {
    const root = new Scope();
    const child = root.child("child");
    let idle = false;
    const waiting = root.idle().then(() => idle = true);

    await root.child("other").close();
    await Promise.resolve();
    assert.equal(idle, false);
    await child.close();
    await waiting;

    assert.equal(root.isStopping, false);
    await root.idle();
  });
});
