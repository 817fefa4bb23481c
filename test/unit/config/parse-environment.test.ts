import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseEnvironment } from "../../../src/config/mod.ts";

describe("parseEnvironment", () => {
  it("takes every option by its name in capitals", () => {
    const options = parseEnvironment({
      QUIESCE_GRACE_MS: "25s",
      QUIESCE_MAX_GRACE_MS: "60000",
      QUIESCE_DELAY_MS: "2s",
      QUIESCE_FORCE_MS: "1000",
      QUIESCE_LONG_LIVED_MS: "Infinity",
      QUIESCE_RESERVES_UNWIND_MS: "100",
      QUIESCE_RESERVES_CLOSE_MS: "300ms",
      QUIESCE_IDENTITY_SERVICE: "orders",
      QUIESCE_IDENTITY_INSTANCE: "7",
      QUIESCE_SIGNALS: "SIGHUP=reload, SIGUSR2=ignore",
      QUIESCE_ECHO_MS: "0",
      QUIESCE_START_TIMEOUT_MS: "1m",
      QUIESCE_FAULTS: "false",
      QUIESCE_WATCHDOG: "1",
    });

    assert.deepEqual(options, {
      graceMs: 25_000,
      maxGraceMs: 60_000,
      delayMs: 2_000,
      forceMs: 1_000,
      longLivedMs: Infinity,
      reserves: { unwindMs: 100, closeMs: 300 },
      identity: { service: "orders", instance: "7" },
      signals: { SIGHUP: "reload", SIGUSR2: "ignore" },
      echoMs: 0,
      startTimeoutMs: 60_000,
      faults: false,
      watchdog: true,
    });
  });

  it("reads nothing but the record", () => {
    assert.deepEqual(parseEnvironment({}), {});
  });

  it("takes an empty value for one that is left out, not for zero", () => {
    assert.deepEqual(parseEnvironment({ QUIESCE_DELAY_MS: "", QUIESCE_ECHO_MS: "  " }), {});
    assert.deepEqual(parseEnvironment({ QUIESCE_DELAY_MS: undefined }), {});
  });

  it("passes over what does not begin with the prefix", () => {
    assert.deepEqual(parseEnvironment({ PATH: "/bin", GRACE_MS: "soon" }), {});
  });

  it("takes another prefix, and none", () => {
    assert.deepEqual(parseEnvironment({ STOP_GRACE_MS: "5" }, { prefix: "STOP_" }), { graceMs: 5 });
    assert.deepEqual(parseEnvironment({ GRACE_MS: "5", GRACE_M: "6" }, { prefix: "" }), {
      graceMs: 5,
    });
  });

  it("names the variables in one error for all", () => {
    const environment = {
      QUIESCE_GRACE_MS: "soon",
      QUIESCE_RESERVES_CLOSE_MS: "-1",
      QUIESCE_GRACE: "5",
      QUIESCE_SIGNALS: "SIGHUP=restart,SIGUSR2",
    };

    assert.throws(() => parseEnvironment(environment), {
      code: "BAD_OPTION",
      message: 'Cannot read the environment: "QUIESCE_GRACE" is not an option, did you mean ' +
        '"QUIESCE_GRACE_MS"; "QUIESCE_GRACE_MS" must be a finite time above zero, in ' +
        'milliseconds or with a unit such as "25s", got "soon"; "QUIESCE_RESERVES_CLOSE_MS" must ' +
        'be a time of zero or more, in milliseconds or with a unit such as "25s", got "-1"; ' +
        '"QUIESCE_SIGNALS.SIGHUP" must be one of shutdown, reload, dump, ignore, got "restart"; ' +
        '"QUIESCE_SIGNALS.SIGUSR2" must be one of shutdown, reload, dump, ignore, got ""',
    });
  });

  it("finds unknown variables even when all others are in order", () => {
    assert.throws(() => parseEnvironment({ QUIESCE_GRACE_MS: "5s", QUIESCE_DELAY: "1s" }), {
      code: "BAD_OPTION",
      message: 'Cannot read the environment: "QUIESCE_DELAY" is not an option, did you mean ' +
        '"QUIESCE_DELAY_MS"',
    });
  });
});
