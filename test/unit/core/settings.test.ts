import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "../../../src/core/clock.ts";
import { type LifecycleOptions, settingsOf } from "../../../src/core/settings.ts";

function refused(option: string, expected: string, got: string | number) {
  return {
    name: "QuiesceError",
    code: "BAD_OPTION",
    message: `Cannot make a lifecycle: "${option}" must be ${expected}, got ${got}`,
  };
}

describe("settingsOf", () => {
  it("fits into the thirty seconds of Kubernetes by default", () => {
    assert.deepEqual(settingsOf({}), {
      graceMs: 25_000,
      maxGraceMs: 25_000,
      delayMs: 0,
      forceMs: 2_000,
      longLivedMs: 5_000,
      reserves: {},
      drain: undefined,
      clock: systemClock,
      identity: {},
      logLevel: "info",
      exitCode: undefined,
    });
  });

  it("gives long-lived work a fifth of a small budget", () => {
    assert.equal(settingsOf({ graceMs: 1_000 }).longLivedMs, 200);
  });

  it("never has a maximum below the budget", () => {
    assert.equal(settingsOf({ graceMs: 2_000, maxGraceMs: 1_000 }).maxGraceMs, 2_000);
  });

  it("keeps copies of what it was given", () => {
    const identity = { service: "orders" };
    const reserves = { closeMs: 100 };

    const settings = settingsOf({ identity, reserves });
    identity.service = "changed";
    reserves.closeMs = 0;

    assert.deepEqual([settings.identity, settings.reserves], [{ service: "orders" }, {
      closeMs: 100,
    }]);
  });

  const finite = ["graceMs", "maxGraceMs", "forceMs"] as const;
  for (const option of finite) {
    for (const given of [0, -1, Number.NaN, Infinity, "5" as unknown as number]) {
      it(`refuses ${typeof given} ${given} for ${option}`, () => {
        const got = typeof given === "string" ? '"5"' : given;

        assert.throws(
          () => settingsOf({ [option]: given }),
          refused(option, "a finite number above zero", got),
        );
      });
    }
  }

  for (const option of ["delayMs", "longLivedMs"] as const) {
    for (const given of [-1, Number.NaN]) {
      it(`refuses ${given} for ${option}`, () => {
        assert.throws(
          () => settingsOf({ [option]: given }),
          refused(option, "a number of zero or more", given),
        );
      });
    }
  }

  it("refuses a reserve that is no time", () => {
    assert.throws(
      () => settingsOf({ reserves: { closeMs: -5 } }),
      refused("reserves.closeMs", "a number of zero or more", -5),
    );
  });

  it("refuses an exit code that is no function", () => {
    const options = { exitCode: 3 } as unknown as LifecycleOptions;

    assert.throws(() => settingsOf(options), refused("exitCode", "a function", 3));
  });

  const tooMuch: readonly LifecycleOptions[] = [
    { graceMs: 1_000, delayMs: 900 },
    { graceMs: 1_000, delayMs: Infinity },
    { graceMs: 1_000, reserves: { closeMs: 2_000 } },
    { graceMs: 1_000, reserves: { closeMs: Infinity } },
  ];
  for (const options of tooMuch) {
    it(`refuses parts that do not fit: ${JSON.stringify(options)}`, () => {
      assert.throws(() => settingsOf(options), {
        code: "BUDGET",
        message: /^Cannot make a lifecycle: "graceMs" is 1000 ms, but its parts need \w+ ms \(/,
      });
    });
  }

  it("takes the longest delay that fits, and no limit for long-lived work", () => {
    assert.doesNotThrow(() => settingsOf({ graceMs: 1_000, delayMs: 830 }));
    assert.doesNotThrow(() => settingsOf({ graceMs: 1_000, longLivedMs: Infinity }));
  });
});
