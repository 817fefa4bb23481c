import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StopReason } from "../../../src/core/reason.ts";
import { Scope } from "../../../src/core/scope.ts";

function rejectOnStop({ stopping }: Scope, error: () => unknown): Promise<never> {
  return new Promise((_resolve, reject) => {
    stopping.addEventListener("abort", () => reject(error()));
  });
}

describe("Scope.spawn", () => {
  it("runs at once, in a scope of its own", () => {
    const root = new Scope();
    let path = "";

    const task = root.spawn("worker", (scope) => path = scope.path);

    assert.equal(path, "/worker");
    assert.deepEqual([task.name, task.path], ["worker", "/worker"]);
  });

  it("is done with its value", async () => {
    const root = new Scope();

    assert.deepEqual(await root.spawn("sync", () => 1).outcome, { end: "done", value: 1 });
    assert.deepEqual(await root.spawn("async", () => Promise.resolve(2)).outcome, {
      end: "done",
      value: 2,
    });
    assert.deepEqual(root.open(), []);
  });

  it("fails the same way before and after its first wait", async () => {
    const told: unknown[] = [];
    const root = new Scope("", {
      observer: { taskFailed: (scope, error) => told.push([scope.path, error]) },
    });

    const early = await root.spawn("early", () => {
      throw "broken";
    }).outcome;
    const late = await root.spawn("late", async () => {
      await undefined;
      throw "broken";
    }).outcome;

    assert.deepEqual([early, late], [
      { end: "failed", error: "broken" },
      { end: "failed", error: "broken" },
    ]);
    assert.deepEqual(told, [["/early", "broken"], ["/late", "broken"]]);
    assert.deepEqual(await root.close(), {
      end: "failed",
      errors: ["broken", "broken"],
      unstopped: [],
    });
  });

  it("does not end its siblings or its parent when it fails", async () => {
    const root = new Scope();
    const sibling = root.spawn("sibling", (scope) => rejectOnStop(scope, () => scope.reason));
    await root.spawn("broken", () => Promise.reject("broken")).outcome;

    assert.equal(root.isStopping, false);
    root.stop();

    assert.equal((await sibling.outcome).end, "stopped");
  });

  it("is stopped when it obeys, however it says so", async () => {
    const root = new Scope();
    const ways = [
      () => root.reason,
      () => new DOMException("gone", "AbortError"),
      () => new DOMException("late", "TimeoutError"),
      () => new Error("wrapped", { cause: root.reason }),
    ];
    const tasks = ways.map((way, at) =>
      root.spawn(`task ${at}`, (scope) => rejectOnStop(scope, way))
    );

    root.stop("why");

    const outcomes = await Promise.all(tasks.map(({ outcome }) => outcome));
    const expected = ways.map(() => ({ end: "stopped", reason: root.reason }));
    assert.deepEqual(outcomes, expected);
    assert.equal((await root.close()).end, "done");
  });

  it("fails by an abort error that nobody asked for", async () => {
    const root = new Scope();
    const errors = [new DOMException("gone", "AbortError"), new StopReason("its own")];

    for (const error of errors) {
      const outcome = await root.spawn("task", () => Promise.reject(error)).outcome;
      assert.deepEqual(outcome, { end: "failed", error });
    }
  });

  it("fails by another error even when it was asked to stop", async () => {
    const root = new Scope();
    const task = root.spawn("task", (scope) => rejectOnStop(scope, () => "broken"));

    root.stop();

    assert.deepEqual(await task.outcome, { end: "failed", error: "broken" });
  });

  it("is done when it gives a value although it was asked to stop", async () => {
    const root = new Scope();
    root.stop();

    const task = root.spawn("task", ({ isStopping }) => isStopping);

    assert.deepEqual(await task.outcome, { end: "done", value: true });
  });

  it("runs below what is aborted, and sees it", async () => {
    const root = new Scope();
    root.abort("why");

    const task = root.spawn("task", ({ signal }) => signal.throwIfAborted());

    assert.deepEqual(await task.outcome, { end: "stopped", reason: root.reason });
  });

  it("is refused by a closed scope, with the reason", async () => {
    const [root, app] = [new Scope(), new Scope("app")];
    root.defer(() => {});
    await Promise.all([root.close("over"), app.close()]);

    const task = root.spawn("late", () => assert.fail());

    const outcome = await task.outcome;
    assert.equal(task.path, "/late");
    assert.equal(app.spawn("late", () => assert.fail()).path, "/app/late");
    assert.equal(outcome.end, "refused");
    assert.equal(outcome.end === "refused" && outcome.reason.message, "over");
  });

  it("ends only when all that it opened has ended, and stops that", async () => {
    const root = new Scope();
    const ended: string[] = [];

    const task = root.spawn("task", (scope) => {
      scope.defer(() => ended.push("cleanup"));
      scope.spawn("inner", async (inner) => {
        await new Promise((resolve) => inner.stopping.addEventListener("abort", resolve));
        ended.push("inner");
      });
      return "value";
    });

    assert.deepEqual(await task.outcome, { end: "done", value: "value" });
    assert.deepEqual(ended, ["inner", "cleanup"]);
  });

  it("tells an inner failure once, and hands it up", async () => {
    const told: unknown[] = [];
    const root = new Scope("", { observer: { taskFailed: (_scope, error) => told.push(error) } });

    await root.spawn("outer", (scope) => {
      scope.spawn("inner", () => Promise.reject("broken"));
    }).outcome;

    assert.deepEqual(told, ["broken"]);
    assert.deepEqual((await root.close()).errors, ["broken"]);
  });

  it("keeps a bounded number of errors, while the observer hears of all", async () => {
    let told = 0;
    const root = new Scope("", { observer: { taskFailed: () => told += 1 } });

    for (let at = 0; at < 250; at += 1) await root.spawn("t", () => Promise.reject(at)).outcome;

    assert.equal(told, 250);
    assert.equal((await root.close()).errors.length, 100);
  });
});
