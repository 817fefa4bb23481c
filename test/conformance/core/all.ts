import { equal, equalLists, ok } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** Every cleanup runs, and no error is lost. */
export const all: readonly CoreCase[] = [
  {
    id: "ALL-C1",
    promise: "a hook that throws, at once or late, keeps no other from being called",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      let called = 0;
      life.onClose("last", () => called += 1);
      life.onClose("rejects", () => Promise.reject(new Error("rejected")));
      life.onClose("throws", () => {
        throw new Error("thrown");
      });

      const report = await life.shutdown();

      equal(called, 1, "how often the last one was called");
      equalLists(report.errors.map(({ message }) => message), ["thrown", "rejected"], "the errors");
    },
  },
  {
    id: "ALL-C2",
    promise: "after the deadline the rest is still called, with a signal that is already aborted",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 1_000 });
      const aborted: boolean[] = [];
      life.onClose("oldest", ({ signal }) => aborted.push(signal.aborted));
      life.onClose("older", ({ signal }) => aborted.push(signal.aborted));
      life.onClose("hangs", () => new Promise(() => {}));

      const ending = life.shutdown();
      await clock.advance(1_000);
      await ending;

      equalLists(aborted, [true, true], "whether the signals were aborted");
    },
  },
  {
    id: "ALL-C3",
    promise: "all cleanups of a scope run, newest first, whatever failed before",
    async run({ Scope }) {
      const scope = new Scope();
      const ran: string[] = [];
      scope.defer(() => ran.push("oldest"));
      scope.defer(() => {
        ran.push("broken");
        throw new Error("broken");
      });
      scope.defer(() => ran.push("newest"));

      const outcome = await scope.close();

      equalLists(ran, ["newest", "broken", "oldest"], "what ran");
      equal(outcome.end, "failed", "how it ended");
    },
  },
  {
    id: "ALL-C4",
    promise: "a resource that is opened while the process ends is closed as well",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      const closed: string[] = [];
      life.onFlush("opens", () => {
        life.use("late", {}, () => closed.push("late"));
      });
      life.onClose("opens", () => {
        life.use("in time", {}, () => closed.push("in time"));
      });

      const report = await life.shutdown();

      equalLists(closed, ["in time", "late"], "what was closed");
      ok(report.hooks.some(({ hook, late }) => hook === "late" && late), "the late one is marked");
    },
  },
  {
    id: "ALL-C5",
    promise: "what the drain had to cut is handed to the hooks that can undo it",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 1_000 });
      life.gate.lease("POST /pay", { sinceMs: 0 });
      life.scope.spawn("mailer", () => new Promise(() => {}));
      const undone: string[] = [];
      life.onCompensate("undo", ({ cut }) => void undone.push(...cut.map(({ path }) => path)));

      const ending = life.shutdown();
      await clock.advance(1_000);
      await ending;

      equalLists(undone.toSorted(), ["/mailer", "POST /pay"], "what was cut");
    },
  },
];
