// Every mistake at the door: its code, its words, and that nothing was half installed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type LifecycleOptions, Scope } from "../../../mod.ts";
import type { QuiesceErrorCode } from "../../../mod.ts";

interface Mistake {
  readonly what: string;
  readonly make: (life: Lifecycle) => unknown;
  readonly code: QuiesceErrorCode;
  readonly message: string;
}

const untyped = <T>(value: unknown): T => value as T;

const MISTAKES: readonly Mistake[] = [
  {
    what: "a hook that is no function",
    make: (life) => life.onClose("bad", untyped("text")),
    code: "BAD_HOOK",
    message: 'Cannot register close hook "bad": expected a function, got string',
  },
  {
    what: "a hook that is missing",
    make: (life) => life.onDrain("bad", untyped(undefined)),
    code: "BAD_HOOK",
    message: 'Cannot register drain hook "bad": expected a function, got undefined',
  },
  {
    what: "a hook without a name",
    make: (life) => life.onClose("", () => {}),
    code: "BAD_HOOK",
    message: "Cannot register close hook: its name must be a text",
  },
  {
    what: "a hook whose name is no text",
    make: (life) => life.onFlush(untyped(Symbol("bad")), () => {}),
    code: "BAD_HOOK",
    message: "Cannot register flush hook: its name must be a text",
  },
  {
    what: "a name that the phase has",
    make: (life) => life.onClose("db", () => {}),
    code: "DUPLICATE_HOOK",
    message: 'Cannot register close hook "db": the phase has a hook of that name',
  },
  {
    what: "a resource under a name that the phase has",
    make: (life) => life.use("db", {}, () => {}),
    code: "DUPLICATE_HOOK",
    message: 'Cannot register close hook "db": the phase has a hook of that name',
  },
  {
    what: "a negative time",
    make: (life) => life.onClose("bad", () => {}, { timeoutMs: -1 }),
    code: "BAD_OPTION",
    message:
      'Cannot register close hook "bad": "timeoutMs" must be a number of zero or more, got -1',
  },
  {
    what: "a time that is NaN",
    make: (life) => life.onAnnounce("bad", () => {}, { timeoutMs: Number.NaN }),
    code: "BAD_OPTION",
    message:
      'Cannot register announce hook "bad": "timeoutMs" must be a number of zero or more, got NaN',
  },
  {
    what: "a time that is null",
    make: (life) => life.onClose("bad", () => {}, { timeoutMs: untyped(null) }),
    code: "BAD_OPTION",
    message:
      'Cannot register close hook "bad": "timeoutMs" must be a number of zero or more, got null',
  },
  {
    what: "an after that is no list",
    make: (life) => life.onClose("bad", () => {}, { after: untyped("db") }),
    code: "BAD_OPTION",
    message: 'Cannot register close hook "bad": "after" must be an array of names',
  },
  {
    what: "an after that lists something else",
    make: (life) => life.onClose("bad", () => {}, { after: untyped([1]) }),
    code: "BAD_OPTION",
    message: 'Cannot register close hook "bad": "after" must be an array of names',
  },
  {
    what: "a hook after itself",
    make: (life) => life.onClose("bad", () => {}, { after: ["bad"] }),
    code: "HOOK_CYCLE",
    message: 'Cannot register close hook "bad": hooks wait for each other, "bad" after "bad"',
  },
  {
    what: "hooks after each other",
    make: (life) => life.onClose("awaited", () => {}, { after: ["waits"] }),
    code: "HOOK_CYCLE",
    message: 'Cannot register close hook "awaited": hooks wait for each other, ' +
      '"awaited" after "waits" after "awaited"',
  },
  {
    what: "a resource that cannot be closed",
    make: (life) => life.use("bad", {}),
    code: "NO_DISPOSER",
    message: 'Cannot use "bad": it has no disposer, and no dispose function was given',
  },
  {
    what: "a negative extension",
    make: (life) => life.extend(-1),
    code: "BAD_OPTION",
    message: 'Cannot extend the budget: "byMs" must be a number of zero or more, got -1',
  },
  {
    what: "a state that does not exist",
    make: (life) => life.reached(untyped("running")),
    code: "BAD_OPTION",
    message:
      'Cannot wait for a state: "state" must be one of starting, ready, announcing, draining, ' +
      'compensating, closing, flushing, stopped, got "running"',
  },
  {
    what: "a resume of what is not ready yet",
    make: (life) => life.resume(),
    code: "WRONG_STATE",
    message: "Cannot resume: the lifecycle is starting",
  },
  {
    what: "a pause of what is not ready yet",
    make: (life) => life.pause(),
    code: "WRONG_STATE",
    message: "Cannot pause: the lifecycle is starting",
  },
];

const OPTIONS: readonly (readonly [LifecycleOptions, QuiesceErrorCode])[] = [
  [{ graceMs: -1 }, "BAD_OPTION"],
  [{ graceMs: 0 }, "BAD_OPTION"],
  [{ graceMs: Number.NaN }, "BAD_OPTION"],
  [{ graceMs: Infinity }, "BAD_OPTION"],
  [{ graceMs: untyped("25s") }, "BAD_OPTION"],
  [{ graceMs: untyped(null), delayMs: -1 }, "BAD_OPTION"],
  [{ delayMs: Number.NaN }, "BAD_OPTION"],
  [{ forceMs: 0 }, "BAD_OPTION"],
  [{ longLivedMs: -1 }, "BAD_OPTION"],
  [{ maxGraceMs: Infinity }, "BAD_OPTION"],
  [{ reserves: { unwindMs: Number.NaN } }, "BAD_OPTION"],
  [{ exitCode: untyped(0) }, "BAD_OPTION"],
  [{ graceMs: 100, reserves: { flushMs: 101 } }, "BUDGET"],
  [{ graceMs: 100, delayMs: 100 }, "BUDGET"],
  [{ delayMs: Infinity }, "BUDGET"],
];

describe("bad input to a lifecycle", () => {
  for (const { what, make, code, message } of MISTAKES) {
    it(`refuses ${what}`, async () => {
      const life = new Lifecycle();
      const called: string[] = [];
      life.onClose("db", () => called.push("db"));
      life.onClose("waits", () => called.push("waits"), { after: ["awaited"] });

      assert.throws(() => make(life), { name: "QuiesceError", code, message });

      const report = await life.shutdown();
      assert.deepEqual(called.toSorted(), ["db", "waits"]);
      assert.deepEqual([report.hooks.length, report.exitCode], [2, 0]);
    });
  }

  for (const [options, code] of OPTIONS) {
    const text = Object.entries(options).map(([name, value]) => `${name}: ${said(value)}`);
    it(`refuses ${text.join(", ")}`, () => {
      assert.throws(() => new Lifecycle(options), { code, message: /^Cannot make a lifecycle: "/ });
    });
  }

  it("refuses an after that names nothing at once when the start is over", () => {
    const life = new Lifecycle();
    life.ready();

    assert.throws(() => life.onClose("db", () => {}, { after: ["cache"] }), {
      code: "UNKNOWN_HOOK",
      message: 'Cannot register close hook "db": close hook "db" is to run after "cache", ' +
        "which does not exist",
    });
    assert.doesNotThrow(() => life.onClose("db", () => {}));
  });

  it("keeps the true exit code when the mapper gives none that a process can have", async () => {
    for (const code of [NaN, -1, 1.5, 256]) {
      const life = new Lifecycle({ exitCode: () => code });

      const report = await life.shutdown();

      assert.equal(report.exitCode, 1);
      assert.match(report.errors[0]?.message ?? "", /^Cannot map the exit code: /);
    }
  });

  it("refuses to become ready while an after names nothing, and can be mended", () => {
    const life = new Lifecycle();
    life.onClose("db", () => {}, { after: ["cache"] });

    assert.throws(() => life.ready(), {
      code: "UNKNOWN_HOOK",
      message: 'Cannot become ready: close hook "db" is to run after "cache", which does not exist',
    });
    assert.equal(life.state, "starting");
    life.onClose("cache", () => {});
    life.ready();

    assert.equal(life.state, "ready");
  });

  it("lets a life that never was ready end in spite of an after that names nothing", async () => {
    const life = new Lifecycle();
    let called = 0;
    life.onClose("db", () => called += 1, { after: ["cache"] });

    await life.shutdown();

    assert.equal(called, 1);
  });
});

describe("bad input to a scope", () => {
  it("refuses a resource that cannot be closed, which stays the caller's", async () => {
    const scope = new Scope();

    assert.throws(() => scope.use({}), { code: "NO_DISPOSER", message: /^Cannot use resource: / });

    assert.deepEqual(await scope.close(), { end: "done", errors: [], unstopped: [] });
  });
});

function said(value: unknown): string {
  return typeof value === "object" && value !== null
    ? Object.entries(value).map(([name, inner]) => `${name} ${inner}`).join()
    : String(value);
}
