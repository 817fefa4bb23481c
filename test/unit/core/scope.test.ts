import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StopReason } from "../../../src/core/reason.ts";
import { Scope } from "../../../src/core/scope.ts";

describe("Scope signals", () => {
  it("says where it is in the tree", () => {
    const root = new Scope();
    const named = new Scope("app");

    assert.equal(root.path, "/");
    assert.equal(root.child("orders").child("worker-3").path, "/orders/worker-3");
    assert.equal(named.path, "/app");
    assert.equal(named.child("orders").path, "/app/orders");
  });

  it("gives the same signal each time", () => {
    const scope = new Scope();

    assert.equal(scope.signal, scope.signal);
    assert.equal(scope.stopping, scope.stopping);
    assert.notEqual(scope.signal, scope.stopping);
  });

  it("stops without aborting", () => {
    const scope = new Scope();
    const reason = new StopReason("enough");

    scope.stop(reason);

    assert.equal(scope.stopping.reason, reason);
    assert.equal(scope.reason, reason);
    assert.deepEqual([scope.isStopping, scope.isAborted, scope.signal.aborted], [
      true,
      false,
      false,
    ]);
  });

  it("stops what it aborts", () => {
    const scope = new Scope();

    scope.abort("now");

    assert.deepEqual([scope.stopping.aborted, scope.signal.aborted], [true, true]);
    assert.equal(scope.stopping.reason, scope.signal.reason);
  });

  it("keeps the first reason of a stop when it is aborted later", () => {
    const scope = new Scope();

    scope.stop("first");
    scope.abort("second");

    assert.equal(scope.stopping.reason.message, "first");
    assert.equal(scope.signal.reason.message, "second");
    assert.equal(scope.reason?.message, "second");
  });

  it("keeps the first reason below when the parent is aborted later", () => {
    const root = new Scope();
    const child = root.child("child");
    const grandchild = child.child("grandchild");

    child.abort("the child's");
    root.abort("the root's");

    assert.equal(child.signal.reason.message, "the child's");
    assert.equal(grandchild.signal.reason.message, "the child's");
    assert.equal(root.signal.reason.message, "the root's");
  });

  it("ignores a stop after an abort, and a second of each", () => {
    const scope = new Scope();
    const heard: string[] = [];
    scope.onStop(({ message }) => heard.push(`stop ${message}`));
    scope.onAbort(({ message }) => heard.push(`abort ${message}`));

    scope.abort("first");
    scope.stop("second");
    scope.abort("third");

    assert.deepEqual(heard, ["stop first", "abort first"]);
  });

  it("reaches descendants through those that have closed meanwhile", async () => {
    const root = new Scope();
    const kept = root.child("kept");
    const gone = root.child("gone");
    const alsoKept = root.child("also kept");
    await gone.close();

    root.abort();

    assert.deepEqual([kept.isAborted, gone.isAborted, alsoKept.isAborted], [true, false, true]);
  });

  it("aborts signals that were read before and after alike", () => {
    const root = new Scope();
    const [before, after] = [root.child("before"), root.child("after")];
    const { signal } = before;

    root.abort("why");

    assert.equal(signal.aborted, true);
    assert.equal(after.signal.aborted, true);
    assert.equal(after.signal.reason, signal.reason);
  });

  it("aborts a tree of a million levels without overflowing the stack", () => {
    const root = new Scope();
    let leaf = root;
    for (let level = 0; level < 1_000_000; level += 1) leaf = leaf.child("");

    root.abort();

    assert.equal(leaf.isAborted, true);
  });
});

describe("Scope born late", () => {
  it("is born stopping below what stops, for the same reason", () => {
    const root = new Scope();
    root.stop("enough");

    const child = root.child("late");

    assert.equal(child.stopping.reason, root.stopping.reason);
    assert.equal(child.signal.aborted, false);
  });

  it("is born aborted below what is aborted, with each reason in its place", () => {
    const root = new Scope();
    root.stop("enough");
    root.abort("now");

    const child = root.child("late");

    assert.equal(child.stopping.reason.message, "enough");
    assert.equal(child.signal.reason.message, "now");
  });

  it("is born aborted below what has closed, and is not kept", async () => {
    const root = new Scope();
    root.onStop(() => {});
    await root.close("over");

    const child = root.child("late");
    const detached = root.detached("late");

    assert.equal(child.isAborted, true);
    assert.equal(child.signal.reason.message, "over");
    assert.equal(detached.isAborted, true);
    assert.deepEqual(root.open(), []);
    assert.equal((await child.close()).end, "done");
  });

  it("is born detached from a stop, and not from an abort of the root", () => {
    const root = new Scope();
    const middle = root.child("middle");

    middle.abort("the middle's");
    assert.equal(middle.detached("a").isStopping, false);
    root.abort("the root's");

    assert.equal(middle.detached("b").signal.reason.message, "the root's");
  });
});

describe("Scope listeners", () => {
  it("hear the reason once", () => {
    const scope = new Scope();
    const heard: string[] = [];
    scope.onStop((reason) => heard.push(reason.message));

    scope.stop("why");
    scope.stop("again");

    assert.deepEqual(heard, ["why"]);
  });

  it("hear at once what has happened already", () => {
    const scope = new Scope();
    const heard: string[] = [];
    scope.abort("why");

    scope.onStop((reason) => heard.push(reason.message));
    scope.onAbort((reason) => heard.push(reason.message));

    assert.deepEqual(heard, ["why", "why"]);
  });

  it("hear nothing once they were taken back", () => {
    const scope = new Scope();
    const heard: string[] = [];
    const release = scope.onAbort(() => heard.push("aborted"));

    release();
    scope.abort();

    assert.deepEqual(heard, []);
  });

  it("hear parents first, stop before abort", () => {
    const root = new Scope();
    const child = root.child("child");
    const heard: string[] = [];
    child.onAbort(() => heard.push("child aborts"));
    child.onStop(() => heard.push("child stops"));
    root.onAbort(() => heard.push("root aborts"));
    root.onStop(() => heard.push("root stops"));

    root.abort();

    assert.deepEqual(heard, ["root stops", "root aborts", "child stops", "child aborts"]);
  });

  it("may open, close and cancel whatever they like", async () => {
    const root = new Scope();
    const child = root.child("child");
    const born: Scope[] = [];
    root.onAbort(() => {
      born.push(root.child("born"), child.child("born"));
      root.abort("again");
      child.stop("again");
      void child.close();
    });

    root.abort("why");

    assert.deepEqual(born.map(({ reason }) => reason?.message), ["why", "why"]);
    assert.equal(child.reason?.message, "why");
    await Promise.all(born.map((each) => each.close()));
    assert.equal((await child.close()).end, "done");
  });

  it("are told of each other's errors through the observer, with the path", () => {
    const told: unknown[] = [];
    const root = new Scope("", {
      observer: { listenerFailed: (path, error) => told.push([path, error]) },
    });
    const child = root.child("child");
    child.onStop(() => {
      throw "stop";
    });
    child.onAbort(() => {
      throw "abort";
    });
    child.onAbort(() => told.push("called"));

    root.abort();
    child.onAbort(() => {
      throw "late";
    });

    const expected = [["/child", "stop"], ["/child", "abort"], "called", ["/child", "late"]];
    assert.deepEqual(told, expected);
  });

  it("count by the hundred thousand without slowing down", () => {
    const scope = new Scope();
    let heard = 0;
    const releases = Array.from({ length: 100_000 }, () => scope.onAbort(() => heard += 1));

    releases.slice(0, 50_000).forEach((release) => release());
    scope.abort();

    assert.equal(heard, 50_000);
  });
});

describe("Scope born of bad input", () => {
  for (const ms of [-1, Number.NaN, -Infinity]) {
    it(`refuses ${ms} ms, and opens nothing`, async () => {
      const scope = new Scope();
      const bad = (option: string) => ({
        name: "QuiesceError",
        code: "BAD_OPTION",
        message:
          `Cannot open scope "late": "${option}" must be a number of zero or more, got ${ms}`,
      });

      assert.throws(() => scope.child("late", { timeoutMs: ms }), bad("timeoutMs"));
      assert.throws(() => scope.child("late", { deadlineMs: ms }), bad("deadlineMs"));
      assert.throws(() => scope.detached("late", { timeoutMs: ms }), bad("timeoutMs"));
      await assert.rejects(scope.shield(ms, () => assert.fail()), { code: "BAD_OPTION" });
      assert.deepEqual(scope.open(), []);
    });

    it(`refuses ${ms} ms to unwind or to clean up`, () => {
      assert.throws(() => new Scope("", { unwindMs: ms }), {
        message: `Cannot make a scope: "unwindMs" must be a number of zero or more, got ${ms}`,
      });
      assert.throws(() => new Scope("", { cleanupMs: ms }), { code: "BAD_OPTION" });
    });
  }

  it("refuses a time that is no number", () => {
    const timeoutMs = "5" as unknown as number;

    assert.throws(() => new Scope().child("late", { timeoutMs }), {
      message: 'Cannot open scope "late": "timeoutMs" must be a number of zero or more, got "5"',
    });
  });
});
