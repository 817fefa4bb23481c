import { equal, equalLists, ok } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** What was opened last is closed first. */
export const order: readonly CoreCase[] = [
  {
    id: "ORDER-C1",
    promise: "what was opened last is closed first, one after the other",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      const log: string[] = [];
      for (const name of ["first", "second", "third"]) {
        life.onClose(name, async () => {
          log.push(`${name} begins`);
          await undefined;
          log.push(`${name} ends`);
        });
      }

      await life.shutdown();

      const expected = ["third", "second", "first"].flatMap((n) => [`${n} begins`, `${n} ends`]);
      equalLists(log, expected, "the order");
    },
  },
  {
    id: "ORDER-C2",
    promise: "a declared dependency beats the order of opening",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      const closed: string[] = [];
      life.onClose("pool", () => closed.push("pool"));
      life.onClose("metrics", () => closed.push("metrics"), { after: ["pool"] });

      await life.shutdown();

      equalLists(closed, ["pool", "metrics"], "the order");
    },
  },
  {
    id: "ORDER-C3",
    promise: "independent resources are closed side by side",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock });
      const both = Promise.withResolvers<void>();
      let begun = 0;
      const meet = (): Promise<void> => {
        begun += 1;
        if (begun === 2) both.resolve();
        return both.promise;
      };
      life.onClose("a", meet, { after: [] });
      life.onClose("b", meet, { after: [] });

      const report = await life.shutdown();

      equalLists(report.hooks.map(({ end }) => end), ["done", "done"], "how they ended");
    },
  },
  {
    id: "ORDER-C4",
    promise: "the phases come in their order, and telemetry goes last",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      const called: string[] = [];
      life.onFlush("logs", () => called.push("flush"));
      life.onClose("db", () => called.push("close"));
      life.onCompensate("saga", () => called.push("compensate"));
      life.onDrain("consumer", () => called.push("drain"));
      life.onAnnounce("registry", () => called.push("announce"));

      await life.shutdown();

      equalLists(called, ["announce", "drain", "compensate", "close", "flush"], "the order");
    },
  },
  {
    id: "ORDER-C5",
    promise: "nothing that work in flight may need is closed before that work has ended",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock });
      const lease = life.gate.lease("GET /orders");
      let closed = false;
      life.onClose("db", () => closed = true);

      const ending = life.shutdown();
      await clock.advance(1_000);
      equal(closed, false, "whether the database was closed under the request");
      lease?.release();

      equal((await ending).exitCode, 0, "the exit code");
      ok(closed, "the database was closed then");
    },
  },
  {
    id: "ORDER-C6",
    promise: "a hook is called after what it was told to wait for, whoever was registered first",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      const closed: string[] = [];
      life.onClose("first", () => closed.push("first"), { after: ["last"] });
      life.onClose("middle", () => closed.push("middle"));
      life.onClose("last", () => closed.push("last"));

      await life.shutdown();

      ok(closed.indexOf("first") > closed.indexOf("last"), "the dependency holds");
      equal(closed.length, 3, "how many were called");
    },
  },
];
