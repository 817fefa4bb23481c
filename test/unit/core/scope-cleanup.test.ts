import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/scope.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

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
    for (let moment = 0; moment < 40; moment += 1) {
      const scope = new Scope();
      let ran = false;
      scope.defer(() => Promise.resolve());

      const closing = scope.close();
      for (let turn = 0; turn < moment; turn += 1) await undefined;
      scope.defer(() => ran = true);
      await closing;

      assert.equal(ran, true, `deferred ${moment} turns after the close began`);
    }
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
      [Symbol.asyncDispose]: () => void disposed.push("async"),
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

  const closeless = { object: {}, null: null, undefined: undefined, number: 5, function: () => {} };
  for (const [kind, resource] of Object.entries(closeless)) {
    it(`refuses ${kind} without a disposer, and keeps nothing`, async () => {
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
