import { equal, equalLists, ok } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** Asked to stop is not stopped. */
export const ack: readonly CoreCase[] = [
  {
    id: "ACK-C1",
    promise: "a scope has not closed before every task below it has ended",
    async run(lib) {
      const clock = new MovedClock(lib);
      const scope = new lib.Scope("", { clock });
      const held = Promise.withResolvers<void>();
      scope.spawn("worker", () => held.promise);

      const closing = scope.close();
      await clock.settle();
      ok(scope.isStopping && !scope.isClosed, "it was asked, and waits");
      held.resolve();

      equal((await closing).end, "done", "how it ended");
      ok(scope.isClosed, "now it has closed");
    },
  },
  {
    id: "ACK-C2",
    promise: "what has not ended in time is named by its path in the tree",
    async run(lib) {
      const clock = new MovedClock(lib);
      const root = new lib.Scope("", { clock, unwindMs: 50 });
      const scope = root.child("orders", { timeoutMs: 100 });
      scope.spawn("worker-3", () => new Promise(() => {}));

      const closing = scope.close();
      await clock.advance(150);

      const { end, unstopped } = await closing;
      equal(end, "timed-out", "how it ended");
      equalLists(unstopped.map(({ path }) => path), ["/orders/worker-3"], "who is named");
      equalLists(unstopped.map(({ ageMs }) => ageMs), [150], "its age");
    },
  },
  {
    id: "ACK-C3",
    promise: "a task that obeys its stop is stopped, one that fails by itself is failed",
    async run({ Scope, StopReason }) {
      const scope = new Scope();
      const obeys = scope.spawn("obeys", ({ stopping }) =>
        new Promise((_resolve, reject) => {
          stopping.addEventListener("abort", () => reject(stopping.reason));
        }));
      const fails = scope.spawn("fails", () => {
        throw new StopReason("nobody asked for this");
      });
      const failed = await fails.outcome;

      scope.stop();

      equal((await obeys.outcome).end, "stopped", "the one that was asked");
      equal(failed.end, "failed", "the one that was not");
    },
  },
  {
    id: "ACK-C4",
    promise: "work that comes to a closed scope is refused as a value",
    async run({ Scope }) {
      const scope = new Scope();
      await scope.close();
      let called = false;

      const task = scope.spawn("late", () => called = true);

      equal((await task.outcome).end, "refused", "the outcome");
      equal(called, false, "whether it ran");
    },
  },
];
