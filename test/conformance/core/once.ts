import { equal, equalLists, ok } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** One shutdown, one report. */
export const once: readonly CoreCase[] = [
  {
    id: "ONCE-C1",
    promise: "every call of shutdown, from wherever it comes, gets the same report",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      let closed = 0;
      const inside: Promise<unknown>[] = [];
      life.onClose("db", () => {
        closed += 1;
        inside.push(life.shutdown("from a hook"));
      });
      life.scope.onStop(() => inside.push(life.shutdown("from a listener")));

      const calls = Array.from({ length: 1_000 }, () => life.shutdown());
      const [report] = await Promise.all(calls);

      const reports = await Promise.all([...calls, ...inside, life.shutdown("afterwards")]);
      ok(reports.every((each) => each === report), "it is one report");
      equal(closed, 1, "how often the hook was called");
      equal(inside.length, 2, "how many calls came from inside");
    },
  },
  {
    id: "ONCE-C2",
    promise: "a hook that waits for the shutdown it is part of is given up, not waited for forever",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, graceMs: 1_000 });
      life.onClose("selfish", () => life.shutdown());

      const ending = life.shutdown();
      await clock.advance(1_000);

      const report = await ending;
      equalLists(report.hooks.map(({ end }) => end), ["timed-out"], "how the hook ended");
    },
  },
  {
    id: "ONCE-C3",
    promise: "closing a scope again joins the first close",
    async run({ Scope }) {
      const scope = new Scope();
      let ran = 0;
      scope.defer(() => ran += 1);

      const outcomes = await Promise.all([scope.close(), scope.close(), scope.close()]);

      ok(outcomes.every((each) => each === outcomes[0]), "it is one outcome");
      equal(ran, 1, "how often the cleanup ran");
    },
  },
  {
    id: "ONCE-C4",
    promise: "undoing a registration twice undoes it once",
    run({ release }) {
      let undone = 0;
      const undo = release(() => undone += 1);

      undo();
      undo();
      undo[Symbol.dispose]();

      equal(undone, 1, "how often it was undone");
    },
  },
];
