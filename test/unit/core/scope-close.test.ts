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

describe("Scope.defer", () => {
  it("runs newest first, one after the other", async () => {
    const scope = new Scope();
    const ran: string[] = [];
    for (const name of ["a", "b"]) {
      scope.defer(async () => {
        ran.push(`${name} begins`);
        await undefined;
        ran.push(`${name} ends`);
      });
    }

    await scope.close();

    assert.deepEqual(ran, ["b begins", "b ends", "a begins", "a ends"]);
  });

  it("runs after the work has ended", async () => {
    const scope = new Scope();
    const ran: string[] = [];
    scope.defer(() => ran.push("cleanup"));
    scope.spawn("task", async () => {
      await undefined;
      ran.push("task");
    });

    await scope.close();

    assert.deepEqual(ran, ["task", "cleanup"]);
  });

  it("does not run what was taken back, and the rest once each", async () => {
    const scope = new Scope();
    const ran: string[] = [];
    const same = (): void => void ran.push("same");
    scope.defer(same);
    const release = scope.defer(same);
    scope.defer(same);

    release();
    release();
    await scope.close();

    assert.deepEqual(ran, ["same", "same"]);
  });

  it("runs all, and reports each error once, newest first", async () => {
    const told: unknown[] = [];
    const scope = new Scope("", {
      observer: { cleanupFailed: (path, error) => told.push([path, error]) },
    });
    scope.defer(() => Promise.reject("rejected"));
    scope.defer(() => {
      throw "thrown";
    });

    const { end, errors } = await scope.close();

    assert.equal(end, "failed");
    assert.deepEqual(errors, ["thrown", "rejected"]);
    assert.deepEqual(told, [["/", "thrown"], ["/", "rejected"]]);
  });

  it("runs at once on a closed scope, and is bounded there too", async () => {
    const clock = handClock();
    const told: unknown[] = [];
    const scope = new Scope("", {
      clock,
      cleanupMs: 100,
      observer: { cleanupFailed: (_path, error) => told.push(error) },
    });
    await scope.close();
    let ran = 0;

    scope.defer(() => ran += 1);
    scope.defer(() => Promise.reject("broken"));
    scope.defer(forever);
    await clock.advance(100);

    assert.equal(ran, 1);
    assert.equal(told[0], "broken");
    assert.equal((told[1] as { code?: string }).code, "DEADLINE");
  });

  it("runs what another cleanup deferred", async () => {
    const scope = new Scope();
    const ran: string[] = [];
    scope.defer(() => ran.push("oldest"));
    scope.defer(() => {
      scope.defer(() => ran.push("inner"));
      ran.push("outer");
    });

    await scope.close();

    assert.deepEqual(ran, ["outer", "inner", "oldest"]);
  });

  it("loses nothing that is deferred at any moment of a close", async () => {
    const scope = new Scope();
    let [deferred, ran] = [0, 0];
    scope.defer(async () => {
      await undefined;
    });

    const closing = scope.close();
    for (let turn = 0; turn < 100; turn += 1) {
      deferred += 1;
      scope.defer(() => ran += 1);
      await undefined;
    }
    await closing;
    for (let turn = 0; turn < 10; turn += 1) await undefined;

    assert.equal(ran, deferred);
  });

  it("waits for a task that a cleanup spawned", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock });
    const held = Promise.withResolvers<void>();
    scope.defer(() => void scope.spawn("late", () => held.promise));

    const closing = scope.close();
    await clock.advance(10);
    assert.equal(scope.isClosed, false);
    held.resolve();

    assert.equal((await closing).end, "done");
  });

  it("is bounded by the time of one cleanup, and the next has its own", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock, cleanupMs: 100 });
    const aborted: boolean[] = [];
    scope.defer((signal) => void aborted.push(signal.aborted));
    scope.defer((signal) => {
      signal.addEventListener("abort", () => aborted.push(signal.aborted));
      return forever();
    });

    const closing = scope.close();
    await clock.advance(100);

    const { end, errors } = await closing;
    assert.equal(end, "failed");
    assert.deepEqual(aborted, [true, false]);
    assert.match(String(errors[0]), /Cannot wait for a cleanup of scope "\/" any longer.* 100 ms$/);
  });

  it("has what is left until the deadline, and is called with an aborted signal past it", async () => {
    const clock = handClock();
    const root = new Scope("", { clock, unwindMs: 0, cleanupMs: 1_000 });
    const scope = root.child("scope", { timeoutMs: 100 });
    const aborted: boolean[] = [];
    scope.defer((signal) => void aborted.push(signal.aborted));
    scope.defer(forever);

    const closing = scope.close();
    await clock.advance(100);

    assert.equal((await closing).errors.length, 1);
    assert.deepEqual(aborted, [true]);
  });
});

describe("Scope.use", () => {
  it("gives the resource back, and disposes of it by what it was given", async () => {
    const scope = new Scope();
    const resource = { name: "db" };
    const disposed: unknown[] = [];

    const used = scope.use(resource, (own, signal) => {
      disposed.push(own, signal instanceof AbortSignal);
    });
    await scope.close();

    assert.equal(used, resource);
    assert.deepEqual(disposed, [resource, true]);
  });

  it("prefers what it was given, then the asynchronous disposer", async () => {
    const scope = new Scope();
    const disposed: string[] = [];
    const both = {
      [Symbol.asyncDispose]: async () => void disposed.push("async"),
      [Symbol.dispose]: () => void disposed.push("sync"),
    };

    scope.use({ [Symbol.dispose]: () => void disposed.push("only") });
    scope.use(both);
    scope.use(both, () => disposed.push("given"));
    await scope.close();

    assert.deepEqual(disposed, ["given", "async", "only"]);
  });

  it("calls a disposer as a method of its resource", async () => {
    const scope = new Scope();
    const resource = {
      open: true,
      [Symbol.dispose]() {
        this.open = false;
      },
    };

    scope.use(resource);
    await scope.close();

    assert.equal(resource.open, false);
  });

  for (const resource of [{}, null, undefined, 5, () => {}]) {
    it(`refuses ${String(resource)} without a disposer, and keeps nothing`, async () => {
      const scope = new Scope();

      assert.throws(() => scope.use(resource), {
        code: "NO_DISPOSER",
        message: "Cannot use resource: it has no disposer, and no dispose function was given",
      });
      assert.equal((await scope.close()).end, "done");
    });
  }

  it("closes at once what comes to a closed scope", async () => {
    const scope = new Scope();
    await scope.close();
    let disposed = false;

    scope.use({}, () => disposed = true);

    assert.equal(disposed, true);
  });
});
