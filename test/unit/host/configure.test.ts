import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, release } from "../../../src/core/mod.ts";
import type { RunOptions } from "../../../src/host/mod.ts";
import { fakePlatform, handClock } from "../../../src/testing/mod.ts";

/** Each option that there is: the compiler asks for one that is new. */
const ALL: Required<RunOptions> = {
  graceMs: 20_000,
  maxGraceMs: 30_000,
  delayMs: 1,
  forceMs: 1_000,
  longLivedMs: 1_000,
  reserves: { closeMs: 300 },
  identity: { service: "orders" },
  logLevel: "warn",
  drain: () => release(() => {}),
  clock: handClock(),
  exitCode: () => 0,
  platform: fakePlatform(),
  signals: {},
  echoMs: 1,
  faults: false,
  exit: false,
  report: false,
  watchdog: false,
  outerGraceMs: 40_000,
  startTimeoutMs: 1_000,
  terminal: () => {},
};

describe("configure with the options of a program", () => {
  it("changes or keeps each of them", () => {
    const life = new Lifecycle();
    const told: string[] = [];
    life.on("config.applied", ({ changed, kept }) => told.push(...changed, ...kept));

    life.configure(ALL);

    assert.deepEqual(told.toSorted(), Object.keys(ALL).toSorted());
  });
});
