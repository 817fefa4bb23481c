import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/scope.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

const LONGER_THAN_TIMERS_MS = 2 ** 31 + 1_000;

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("Scope deadlines", () => {
  it("has none unless given one", () => {
    const scope = new Scope();

    assert.deepEqual([scope.deadlineMs, scope.remainingMs()], [Infinity, Infinity]);
  });

  it("is the earliest up to the root, and can only be shortened", () => {
    const clock = handClock();
    const outer = new Scope("", { clock }).child("outer", { timeoutMs: 100 });

    assert.equal(outer.child("none").deadlineMs, 100);
    assert.equal(outer.child("longer", { timeoutMs: 500 }).deadlineMs, 100);
    assert.equal(outer.child("shorter", { timeoutMs: 50 }).deadlineMs, 50);
    assert.equal(outer.child("point", { deadlineMs: 70 }).deadlineMs, 70);
    assert.equal(outer.child("both", { deadlineMs: 70, timeoutMs: 60 }).deadlineMs, 60);
  });

  it("arms no timer for a deadline that the parent has before", () => {
    const clock = handClock();
    const outer = new Scope("", { clock }).child("outer", { timeoutMs: 100 });

    outer.child("longer", { timeoutMs: 500 });

    assert.equal(clock.pending, 1);
  });

  it("aborts all below with one reason that says when", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock }).child("orders", { timeoutMs: 100 });
    const leaf = scope.child("leaf");

    await clock.advance(99);
    assert.deepEqual([scope.isAborted, scope.remainingMs()], [false, 1]);
    await clock.advance(1);

    assert.equal(leaf.signal.reason, scope.signal.reason);
    const { name, code, kind, message } = scope.signal.reason;
    assert.deepEqual({ name, code, kind }, {
      name: "TimeoutError",
      code: "DEADLINE",
      kind: "deadline",
    });
    assert.equal(message, 'scope "/orders" reached its deadline after 100 ms');
    assert.equal(scope.remainingMs(), 0);
  });

  it("is aborted on entry when it is zero or has passed", async () => {
    const clock = handClock();
    const root = new Scope("", { clock });
    await clock.advance(100);

    const [zero, passed] = [
      root.child("a", { timeoutMs: 0 }),
      root.child("b", { deadlineMs: 50 }),
    ];

    assert.deepEqual([zero.isAborted, passed.isAborted, root.isAborted], [true, true, false]);
    assert.equal(zero.signal.reason.name, "TimeoutError");
    assert.deepEqual([passed.remainingMs(), clock.pending], [0, 0]);
  });

  it("takes Infinity for none", () => {
    const clock = handClock();
    const scope = new Scope("", { clock }).child("a", {
      timeoutMs: Infinity,
      deadlineMs: Infinity,
    });

    assert.deepEqual([scope.deadlineMs, clock.pending], [Infinity, 0]);
  });

  it("may lie beyond what the timers of the platform take", async () => {
    const onPlatform = new Scope().child("a", { timeoutMs: LONGER_THAN_TIMERS_MS });
    const clock = handClock();
    const byHand = new Scope("", { clock }).child("a", { timeoutMs: LONGER_THAN_TIMERS_MS });

    await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(LONGER_THAN_TIMERS_MS);

    assert.equal(onPlatform.isAborted, false);
    assert.equal(byHand.isAborted, true);
    await onPlatform.close();
  });

  it("leaves no timer when it closes", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock }).child("a", { timeoutMs: 100 });

    await scope.close();

    assert.equal(clock.pending, 0);
  });

  it("keeps the first reason when it passes after an abort", async () => {
    const clock = handClock();
    const scope = new Scope("", { clock }).child("a", { timeoutMs: 100 });

    scope.abort("earlier");
    await clock.advance(100);

    assert.equal(scope.signal.reason.message, "earlier");
  });
});

describe("Scope.shield", () => {
  it("gives what it ran to give, and closes", async () => {
    const scope = new Scope();
    const ran: string[] = [];

    const value = await scope.shield(1_000, (own) => {
      own.defer(() => ran.push("cleanup"));
      return "value";
    });

    assert.equal(value, "value");
    assert.deepEqual([ran, scope.open()], [["cleanup"], []]);
  });

  it("rejects with what was thrown, at once or later", async () => {
    const scope = new Scope();
    const thrown = (): never => {
      throw new Error("thrown");
    };

    await assert.rejects(scope.shield(1_000, thrown), { message: "thrown" });
    await assert.rejects(scope.shield(1_000, () => Promise.resolve().then(thrown)), {
      message: "thrown",
    });
  });

  it("is passed by when its parent stops or aborts, with all below it", async () => {
    const root = new Scope();
    const parent = root.child("parent");
    const held = Promise.withResolvers<void>();

    const shielded = parent.shield(1_000, async (scope) => {
      const below = scope.child("below");
      await held.promise;
      const reached = [scope.isStopping, scope.isAborted, below.isStopping];
      await below.close();
      return reached;
    });
    parent.stop();
    parent.abort();
    held.resolve();

    assert.deepEqual(await shielded, [false, false, false]);
  });

  it("can be opened below what is aborted already", async () => {
    const parent = new Scope().child("parent");
    parent.abort();

    assert.equal(await parent.shield(1_000, ({ isStopping }) => isStopping), false);
  });

  it("is reached by an abort of the root, and born aborted after it", async () => {
    const root = new Scope();
    const parent = root.child("parent");
    const shielded = parent.shield(1_000, forever);

    root.abort("the root");

    await assert.rejects(shielded, { message: "the root" });
    await assert.rejects(parent.shield(1_000, forever), { message: "the root" });
  });

  it("is not reached by a stop of the root", async () => {
    const root = new Scope();
    root.stop();

    assert.equal(await root.shield(1_000, ({ isStopping }) => isStopping), false);
  });

  it("has a deadline of its own, past that of its parent", async () => {
    const clock = handClock();
    const parent = new Scope("", { clock }).child("parent", { timeoutMs: 50 });
    const seen: unknown[] = [];

    const shielded = parent.shield(200, (scope) => {
      seen.push(scope.deadlineMs);
      return forever();
    });
    const ended = assert.rejects(shielded, { name: "TimeoutError", kind: "deadline" });
    await clock.advance(199);
    assert.deepEqual([parent.isAborted, parent.open().length], [true, 1]);
    await clock.advance(1);

    await ended;
    assert.deepEqual(seen, [200]);
  });

  it("has run out on entry when it is given no time", async () => {
    const scope = new Scope();
    let wasAborted = false;

    const shielded = scope.shield(0, (own) => {
      wasAborted = own.isAborted;
      return forever();
    });

    await assert.rejects(shielded, { name: "TimeoutError" });
    assert.equal(wasAborted, true);
  });

  it("protects a nested shield from the deadline of the outer one", async () => {
    const clock = handClock();
    const root = new Scope("", { clock });
    const held = Promise.withResolvers<string>();

    const outer = root.shield(
      50,
      (one) => one.shield(500, (two) => two.shield(400, () => held.promise)),
    );
    const cut = assert.rejects(outer, { name: "TimeoutError" });
    await clock.advance(60);
    const open = root.open().map(({ path }) => path);
    held.resolve("kept");
    await clock.advance(0);

    await cut;
    assert.deepEqual(open, ["/shield", "/shield/shield", "/shield/shield/shield"]);
    assert.deepEqual(root.open(), []);
  });

  it("is waited for when its parent closes, even after an abort", async () => {
    const clock = handClock();
    const root = new Scope("", { clock, unwindMs: 10 });
    const parent = root.child("parent");
    const held = Promise.withResolvers<void>();
    const shielded = parent.shield(300, () => held.promise);

    parent.abort();
    const closing = parent.close();
    await clock.advance(250);
    assert.equal(parent.isClosed, false);
    held.resolve();

    await shielded;
    assert.deepEqual((await closing).unstopped, []);
  });
});

describe("Scope.detached", () => {
  it("is passed by when its parent stops, aborts or reaches its deadline", async () => {
    const clock = handClock();
    const parent = new Scope("", { clock }).child("parent", { timeoutMs: 50 });
    const detached = parent.detached("detached");
    const below = detached.child("below");

    await clock.advance(50);

    assert.equal(parent.isAborted, true);
    assert.deepEqual([detached.isStopping, below.isStopping], [false, false]);
    assert.equal(detached.deadlineMs, Infinity);
  });

  it("keeps its parent from closing until its owner has ended it", async () => {
    const clock = handClock();
    const parent = new Scope("", { clock });
    const detached = parent.detached("detached");

    const closing = parent.close();
    await clock.advance(10_000);
    assert.equal(parent.isClosed, false);
    await detached.close();

    assert.equal((await closing).end, "done");
  });

  it("can have a deadline", async () => {
    const clock = handClock();
    const detached = new Scope("", { clock }).detached("detached", { timeoutMs: 50 });

    await clock.advance(50);

    assert.equal(detached.isAborted, true);
  });

  it("is reached by an abort of the root", () => {
    const root = new Scope();
    const detached = root.child("parent").detached("detached").child("below");

    root.abort("the root");

    assert.equal(detached.signal.reason.message, "the root");
  });
});
