import { equal, equalLists, ok } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** Two signals, from parents to children and never back. */
export const cancel: readonly CoreCase[] = [
  {
    id: "CANCEL-C1",
    promise: "a stop reaches all below a scope, and neither its parent nor its siblings",
    run({ Scope }) {
      const root = new Scope();
      const [left, right] = [root.child("left"), root.child("right")];
      const leaf = left.child("leaf");

      left.stop();

      ok(left.stopping.aborted && leaf.stopping.aborted, "the scope and all below it are stopping");
      ok(!root.stopping.aborted && !right.stopping.aborted, "nothing else is stopping");
      ok(!left.signal.aborted && !leaf.signal.aborted, "a stop is not an abort");
    },
  },
  {
    id: "CANCEL-C2",
    promise: "the first reason wins and is the same object for all who hear of it",
    run({ Scope, StopReason }) {
      const root = new Scope();
      const leaf = root.child("a").child("b");
      const first = new StopReason("first");
      let heard: unknown;
      leaf.onAbort((reason) => heard = reason);

      root.abort(first);
      root.abort("second");

      equalLists([root.signal.reason, leaf.signal.reason, heard], [first, first, first], "reasons");
    },
  },
  {
    id: "CANCEL-C3",
    promise: "every descendant is marked before the first listener hears of it",
    run({ Scope }) {
      const root = new Scope();
      const leaf = root.child("a").child("b");
      let marked = false;
      root.onAbort(() => marked = leaf.isAborted);

      root.abort();

      ok(marked, "the leaf is aborted when a listener of the root is called");
    },
  },
  {
    id: "CANCEL-C4",
    promise: "a scope that is opened below one that is stopped or aborted is born so",
    run({ Scope }) {
      const root = new Scope();

      root.stop("enough");
      const stopped = root.child("stopped");
      root.abort("now");
      const aborted = root.child("aborted");

      equal(stopped.reason?.message, "now", "the reason of the older child");
      equal((stopped.stopping.reason as Error).message, "enough", "the reason of its stop");
      equal((aborted.signal.reason as Error).message, "now", "the reason of the younger child");
    },
  },
  {
    id: "CANCEL-C5",
    promise: "a deadline can be shortened below, and never extended",
    async run(lib) {
      const clock = new MovedClock(lib);
      const outer = new lib.Scope("", { clock }).child("outer", { timeoutMs: 100 });

      const longer = outer.child("longer", { timeoutMs: 1_000 });
      const shorter = outer.child("shorter", { timeoutMs: 40 });

      equalLists([longer.remainingMs(), shorter.remainingMs()], [100, 40], "what remains");
      await clock.advance(40);
      ok(shorter.isAborted && !outer.isAborted, "only the shorter deadline has passed");
      equal((shorter.signal.reason as Error).name, "TimeoutError", "the name of the reason");
      await clock.advance(60);
      ok(longer.isAborted, "the deadline of the parent holds");
    },
  },
  {
    id: "CANCEL-C6",
    promise: "a shielded cleanup outlives the abort of its parent, and never that of the root",
    async run({ Scope }) {
      const root = new Scope();
      const parent = root.child("parent");
      const held = Promise.withResolvers<void>();
      const shielded = parent.shield(1_000, async (scope) => {
        await held.promise;
        return scope.isAborted;
      });
      const cut = parent.shield(1_000, () => new Promise(() => {})).catch((reason) => reason);

      parent.abort("the parent");
      held.resolve();
      equal(await shielded, false, "whether the abort of the parent reached it");
      root.abort("the root");

      equal((await cut as Error).message, "the root", "why the other shield ended");
    },
  },
  {
    id: "CANCEL-C7",
    promise: "a detached scope is stopped by its owner only",
    run({ Scope }) {
      const root = new Scope();
      const detached = root.child("service").detached("connection");
      const below = detached.child("below");

      root.stop();
      ok(!detached.isStopping && !below.isStopping, "a stop passes it by");
      detached.stop("its owner");

      equal(below.reason?.message, "its owner", "the reason below it");
    },
  },
  {
    id: "CANCEL-C8",
    promise: "a listener that throws costs nobody else anything",
    run({ Scope }) {
      const heard: string[] = [];
      const scope = new Scope("", { observer: { listenerFailed: () => heard.push("told") } });
      scope.onAbort(() => heard.push("before"));
      scope.onAbort(() => {
        throw new Error("broken listener");
      });
      scope.onAbort(() => heard.push("after"));

      scope.abort();

      equalLists(heard, ["before", "told", "after"], "what was heard");
    },
  },
];
