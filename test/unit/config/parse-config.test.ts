import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Lifecycle, QuiesceError } from "../../../src/core/mod.ts";
import type { RunOptions } from "../../../src/host/mod.ts";
import { parseConfig } from "../../../src/config/mod.ts";

const FULL = {
  graceMs: 25_000,
  maxGraceMs: 60_000,
  delayMs: 2_000,
  forceMs: 1_000,
  longLivedMs: 3_000,
  reserves: { unwindMs: 100, compensateMs: 200, closeMs: 300, flushMs: 400 },
  identity: { service: "orders", version: "1.2.3", instance: "pod-1", revision: "abc" },
  signals: { SIGHUP: "reload", SIGUSR2: "ignore" },
  echoMs: 300,
  startTimeoutMs: 60_000,
  faults: false,
  watchdog: true,
};

function messageOf(source: unknown): string {
  try {
    parseConfig(source);
  } catch (error) {
    assert.ok(error instanceof QuiesceError);
    assert.equal(error.code, "BAD_OPTION");
    return error.message;
  }
  assert.fail("nothing was wrong");
}

describe("parseConfig", () => {
  it("takes every option as it is", () => {
    assert.deepEqual(parseConfig(FULL), FULL);
  });

  it("leaves out what is left out or undefined", () => {
    const parsed = parseConfig({ graceMs: undefined, identity: { service: undefined } });

    assert.deepEqual(parsed, { identity: {} });
    assert.deepEqual(parseConfig({}), {});
  });

  it("does not change or keep what it was given", () => {
    const source = structuredClone(FULL);
    const parsed = parseConfig(source);

    assert.deepEqual(source, FULL);
    assert.notEqual(parsed.signals, source.signals);
  });

  it("makes options that a lifecycle takes", async () => {
    const life = new Lifecycle(parseConfig({ graceMs: "3s", identity: { service: "orders" } }));
    const report = await life.shutdown();

    assert.equal(report.graceMs, 3_000);
    assert.equal(report.identity.service, "orders");
  });

  for (
    const [text, ms] of [
      ["250ms", 250],
      ["25s", 25_000],
      ["1.5m", 90_000],
      ["1h", 3_600_000],
      ["25 s", 25_000],
      [" 300 ", 300],
    ] as const
  ) {
    it(`reads "${text}" as ${ms} ms`, () => {
      assert.equal(parseConfig({ graceMs: text }).graceMs, ms);
    });
  }

  it("takes no end where no end is allowed", () => {
    assert.equal(parseConfig({ longLivedMs: "Infinity" }).longLivedMs, Infinity);
    assert.equal(parseConfig({ startTimeoutMs: Infinity }).startTimeoutMs, Infinity);
    assert.match(messageOf({ graceMs: "Infinity" }), /"graceMs" must be a finite time above zero/);
  });

  const badTimes = [
    -1,
    0,
    NaN,
    Infinity,
    "",
    "soon",
    "-5s",
    "0s",
    "1e3",
    "5 d",
    "0x10",
    true,
    null,
  ];
  for (const bad of [...badTimes, [5], {}]) {
    it(`refuses ${inspect(bad)} as the grace time`, () => {
      assert.match(
        messageOf({ graceMs: bad }),
        /^Cannot read the configuration: "graceMs" must be/,
      );
    });
  }

  it("names the option, what it must be and what was got, for all at once", () => {
    const message = messageOf({
      graceMs: "soon",
      reserves: { closeMs: -1 },
      identity: { service: 7 },
      signals: { SIGHUP: "restart" },
      watchdog: "maybe",
    });

    assert.equal(
      message,
      'Cannot read the configuration: "graceMs" must be a finite time above zero, in milliseconds ' +
        'or with a unit such as "25s", got "soon"; "reserves.closeMs" must be a time of zero or ' +
        'more, in milliseconds or with a unit such as "25s", got -1; "identity.service" must be a ' +
        'text, got 7; "signals.SIGHUP" must be one of shutdown, reload, dump, ignore, got ' +
        '"restart"; "watchdog" must be true or false, got "maybe"',
    );
  });

  for (
    const [unknown, meant] of [
      ["gracMs", "graceMs"],
      ["grace_ms", "graceMs"],
      ["GRACE_MS", "graceMs"],
      ["startTimeout", "startTimeoutMs"],
      ["signal", "signals"],
    ] as const
  ) {
    it(`guesses that "${unknown}" means "${meant}"`, () => {
      const message = messageOf({ [unknown]: 1 });

      assert.match(message, new RegExp(`"${unknown}" is not an option, did you mean "${meant}"$`));
    });
  }

  it("guesses within a section, by the whole name", () => {
    assert.match(
      messageOf({ reserves: { flush: 1 } }),
      /"reserves.flush" is not an option, did you mean "reserves.flushMs"$/,
    );
  });

  it("lists what there is when a name is like no other", () => {
    assert.match(
      messageOf({ port: 3000 }),
      /"port" is not an option, there is graceMs, maxGraceMs,/,
    );
  });

  it("refuses functions, which are no configuration", () => {
    assert.match(messageOf({ exitCode: () => 0 }), /"exitCode" is not an option/);
  });

  it("takes the names of a prototype for unknown names", () => {
    const hostile: unknown = JSON.parse('{ "__proto__": { "graceMs": 1 }, "constructor": 1 }');
    const message = messageOf(hostile);

    assert.match(message, /"__proto__" is not an option/);
    assert.match(message, /"constructor" is not an option/);
  });

  it("refuses a signal that cannot be one", () => {
    assert.match(
      messageOf({ signals: { sighup: "reload" } }),
      /"signals.sighup" is not the name of a signal such as SIGTERM$/,
    );
  });

  for (
    const [source, got] of [[null, "null"], [[], "an array"], ["{}", '"{}"'], [5, "5"]] as const
  ) {
    it(`refuses ${got} as a whole`, () => {
      assert.equal(
        messageOf(source),
        `Cannot read the configuration: it must be an object, got ${got}`,
      );
    });
  }

  it("leaves it to the lifecycle whether the parts fit into the whole", () => {
    const options = parseConfig({ graceMs: 1_000, delayMs: "5s" });

    assert.throws(() => new Lifecycle(options), { code: "BUDGET" });
  });

  it("makes options that `run` takes", () => {
    const options: RunOptions = parseConfig(FULL);

    assert.equal(options.startTimeoutMs, 60_000);
  });

  it("keeps the finding of the schema as the cause", () => {
    assert.throws(() => parseConfig({ graceMs: "soon" }), (error: Error) => {
      const { issues } = error.cause as { readonly issues: readonly { readonly path: unknown }[] };
      assert.deepEqual(issues.map(({ path }) => path), [["graceMs"]]);
      return true;
    });
  });
});
