import { equal, equalLists, ok, throwsCode } from "./assert.ts";
import type { CoreCase } from "./core-case.ts";
import { MovedClock } from "./moved-clock.ts";

/** The exit code and the report say what happened. */
export const truth: readonly CoreCase[] = [
  {
    id: "TRUTH-C1",
    promise: "an orderly end is 0, a failure is 1, and a cut at the deadline is 124",
    async run(lib) {
      const orderly = await new lib.Lifecycle().shutdown();
      const failing = new lib.Lifecycle();
      failing.onClose("db", () => {
        throw new Error("broken");
      });
      const clock = new MovedClock(lib);
      const late = new lib.Lifecycle({ clock, graceMs: 1_000 });
      late.gate.enter();

      const failed = await failing.shutdown();
      const ending = late.shutdown();
      await clock.advance(1_000);

      const codes = [orderly.exitCode, failed.exitCode, (await ending).exitCode];
      equalLists(codes, [0, 1, 124], "the codes");
    },
  },
  {
    id: "TRUTH-C2",
    promise: "a process that was forced by a signal says so by 128 and its number",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock });
      life.gate.enter();
      const signal = { name: "SIGINT", number: 2 };

      const ending = life.shutdown();
      void life.force(new lib.StopReason("received SIGINT", { kind: "signal", signal }));
      await clock.advance(2_000);

      equal((await ending).exitCode, 130, "the code");
    },
  },
  {
    id: "TRUTH-C3",
    promise: "the report is frozen, plain data that survives JSON",
    async run({ Lifecycle }) {
      const life = new Lifecycle({ identity: { service: "orders" } });
      life.onClose("db", () => {
        throw new TypeError("broken", { cause: new Error("the reason behind") });
      });

      const report = await life.shutdown("the test is over");

      const text = JSON.stringify(report);
      equal(JSON.stringify(JSON.parse(text)), text, "what came back");
      ok(Object.isFrozen(report) && Object.isFrozen(report.errors[0]), "it is frozen, all of it");
      equal(report.errors[0]?.cause?.message, "the reason behind", "the cause");
    },
  },
  {
    id: "TRUTH-C4",
    promise: "whatever is thrown, the report is made",
    async run({ Lifecycle }) {
      const odd = Object.defineProperty(new Error("odd"), "message", {
        get() {
          throw new Error("no message for you");
        },
      });
      const thrown = [undefined, null, 0, "text", Symbol("symbol"), Object.create(null), odd];
      const life = new Lifecycle();
      thrown.forEach((each, at) => life.onClose(`hook ${at}`, () => Promise.reject(each)));

      const report = await life.shutdown();

      equal(report.errors.length, thrown.length, "how many errors are reported");
      equal(report.exitCode, 1, "the exit code");
    },
  },
  {
    id: "TRUTH-C5",
    promise: "a shutdown can be called off until the gates close, and not after",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock, delayMs: 1_000 });
      life.ready();

      const first = life.shutdown("planned");
      await clock.advance(500);
      life.resume();
      equal((await first).end, "called-off", "the first report");
      equal(life.health.ready, true, "whether it is ready again");
      const second = life.shutdown("for good");
      await clock.advance(1_000);

      throwsCode(() => life.resume(), "WRONG_STATE");
      equal((await second).end, "completed", "the second report");
    },
  },
  {
    id: "NAME-C1",
    promise: "a hook that hangs is named with its phase, its time and where it was registered",
    async run(lib) {
      const clock = new MovedClock(lib);
      const life = new lib.Lifecycle({ clock });
      life.onClose("db", () => new Promise(() => {}), { timeoutMs: 300 });

      const ending = life.shutdown();
      await clock.advance(300);

      const { unstopped } = await ending;
      const [hook] = unstopped;
      equal(unstopped.length, 1, "how much is unstopped");
      equal(hook?.path, "close/db", "its path");
      equal(hook?.ageMs, 300, "its age");
      ok(/:\d+:\d+$/.test(hook?.where ?? ""), "its place in a file");
    },
  },
  {
    id: "START-C1",
    promise: "a shutdown during the start closes, newest first, what had been opened",
    async run({ Lifecycle }) {
      const life = new Lifecycle({ delayMs: 1_000 });
      const closed: string[] = [];
      life.use("database", {}, () => closed.push("database"));
      life.use("cache", {}, () => closed.push("cache"));

      const report = await life.shutdown("the start failed");

      equalLists(closed, ["cache", "database"], "what was closed");
      equal(report.exitCode, 0, "the exit code");
      throwsCode(() => life.ready(), "WRONG_STATE");
    },
  },
  {
    id: "START-C2",
    promise: "a mistake is refused at the door by a coded error, and nothing is half installed",
    async run({ Lifecycle }) {
      const life = new Lifecycle();
      let called = 0;
      life.onClose("db", () => called += 1);

      throwsCode(() => new Lifecycle({ graceMs: Number.NaN }), "BAD_OPTION");
      throwsCode(() => life.onClose("db", () => called += 10), "DUPLICATE_HOOK");
      throwsCode(() => life.onClose("late", () => called += 10, { timeoutMs: -1 }), "BAD_OPTION");
      throwsCode(() => life.use("thing", {}), "NO_DISPOSER");
      const report = await life.shutdown();

      equal(called, 1, "what was called");
      equal(report.hooks.length, 1, "how many hooks there were");
    },
  },
];
