import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type LifecycleChanges, type LifecycleEvent } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** What is told of configurations, in words. */
function told(life: Lifecycle): string[] {
  const lines: string[] = [];
  life.on("config.applied", ({ source, changed, kept }) => {
    lines.push(`${source} changed ${changed.join(" ") || "-"}, kept ${kept.join(" ") || "-"}`);
  });
  life.on("config.refused", ({ source, problem }) => lines.push(`${source} refused: ${problem}`));
  return lines;
}

describe("configure", () => {
  it("changes the budget of the next shutdown, all of it", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    life.ready();
    life.configure({ graceMs: 10_000, maxGraceMs: 12_000, delayMs: 1_000 });

    const over = life.shutdown();
    const grantedMs = life.extend(5_000);
    await clock.advance(1_000);
    const report = await over;

    assert.deepEqual([grantedMs, report.graceMs, report.tookMs], [2_000, 12_000, 1_000]);
  });

  it("changes what is left after a force", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    life.onClose("stuck", () => new Promise(() => {}));
    life.configure({ forceMs: 300 });

    const over = life.force();

    assert.equal(life.remainingMs(), 300);
    await clock.advance(300);
    await over;
  });

  it("changes how long aborted work is waited for, that of the root too", () => {
    const life = new Lifecycle();

    life.configure({ reserves: { unwindMs: 77 } });

    assert.deepEqual([life.scope.unwindMs, life.budget().reserves.unwindMs], [77, 77]);
  });

  it("changes how long long-lived work may go on, and counts it from the whole by default", () => {
    const life = new Lifecycle();

    life.configure({ graceMs: 1_000 });
    assert.deepEqual([life.budget().longLivedMs, life.budget().maxGraceMs], [200, 1_000]);

    life.configure({ longLivedMs: Infinity });
    assert.equal(life.budget().longLivedMs, Infinity);
  });

  it("changes who it is, and how much is written", async () => {
    const life = new Lifecycle({ identity: { service: "orders" } });

    life.configure({ identity: { service: "orders", revision: "2" }, logLevel: "silent" });

    assert.deepEqual([life.identity.revision, life.logLevel], ["2", "silent"]);
    assert.equal((await life.shutdown()).identity.revision, "2");
  });

  it("tells what has changed, and what cannot", () => {
    const life = new Lifecycle({ graceMs: 10_000, delayMs: 500 });
    const lines = told(life);
    const given = { graceMs: 12_000, delayMs: 500, signals: {}, watchdog: true };

    life.configure(given, "config.json");
    life.configure({ graceMs: 12_000 }, "again");

    assert.deepEqual(lines, ["config.json changed graceMs, kept signals watchdog"]);
  });

  it("leaves what is not named, and takes back what is undefined", () => {
    const life = new Lifecycle({ graceMs: 10_000, delayMs: 500 });

    life.configure({ graceMs: 20_000, delayMs: 100 });
    life.configure({ graceMs: undefined });

    const { graceMs, delayMs } = life.budget();
    assert.deepEqual([graceMs, delayMs], [10_000, 100]);
  });

  it("knows what is endless from what is not given", () => {
    const life = new Lifecycle({ longLivedMs: Infinity });
    const lines = told(life);

    life.configure({ longLivedMs: Infinity });
    life.configure({ longLivedMs: 5 });

    assert.deepEqual(lines, ["a call changed longLivedMs, kept -"]);
  });

  it("applies nothing when anything is wrong", () => {
    const life = new Lifecycle({ graceMs: 10_000 });
    const lines = told(life);

    assert.throws(() => life.configure({ graceMs: 20_000, forceMs: -1 }, "config.json"), {
      code: "BAD_OPTION",
      message: 'Cannot configure: "forceMs" must be a finite number above zero, got -1',
    });

    assert.equal(life.graceMs, 10_000);
    assert.deepEqual(lines, [
      'config.json refused: Cannot configure: "forceMs" must be a finite number above zero, got -1',
    ]);
  });

  it("refuses a budget into which the hooks do not fit", () => {
    const life = new Lifecycle();
    life.onClose("database", () => {}, { timeoutMs: 4_000 });

    assert.throws(() => life.configure({ graceMs: 4_000 }), {
      code: "BUDGET",
      message: /^Cannot configure: "graceMs" is 4000 ms, but its parts need 4480 ms \(/,
    });
    assert.equal(life.graceMs, 25_000);
  });

  it("is refused once a shutdown has begun, and taken again when that was called off", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, delayMs: 1_000 });
    const lines = told(life);
    life.ready();
    const over = life.shutdown();
    await clock.advance(1);

    const late = { code: "WRONG_STATE", message: "Cannot configure: the lifecycle is announcing" };
    assert.throws(() => life.configure({ graceMs: 5_000 }), late);
    life.resume();
    life.configure({ graceMs: 5_000 });
    await over;

    assert.deepEqual(lines, [
      "a call refused: Cannot configure: the lifecycle is announcing",
      "a call changed graceMs, kept -",
    ]);
  });

  it("calls a function for the changes, whose failure refuses them", () => {
    const life = new Lifecycle();
    const lines = told(life);
    const broken = new Error("no such file");

    life.configure(() => ({ delayMs: 20 }), "a function");
    assert.throws(() =>
      life.configure(() => {
        throw broken;
      }, "another"), broken);

    assert.deepEqual(lines, [
      "a function changed delayMs, kept -",
      "another refused: no such file",
    ]);
  });

  it("takes the identity and the reserves part by part, and back part by part", () => {
    const identity = { service: "orders", version: "1", podUid: "7f3" };
    const life = new Lifecycle({ identity, reserves: { closeMs: 300, flushMs: 200 } });
    const lines = told(life);

    life.configure({ identity: { version: "2", revision: "9" }, reserves: { closeMs: 400 } });
    assert.deepEqual(life.identity, { ...identity, version: "2", revision: "9" });
    assert.deepEqual([life.budget().reserves.closeMs, life.budget().reserves.flushMs], [400, 200]);
    life.configure({ identity: { version: undefined, revision: undefined } });
    assert.deepEqual(life.identity, identity);
    life.configure({ reserves: undefined });
    assert.equal(life.budget().reserves.closeMs, 300);

    assert.deepEqual(lines, [
      "a call changed identity reserves, kept -",
      "a call changed identity, kept -",
      "a call changed reserves, kept -",
    ]);
  });

  it("is not changed by what is done to its options later", () => {
    const identity = { service: "orders" };
    const life = new Lifecycle({ identity });

    identity.service = "changed";
    life.configure({ identity: { service: "new" } });
    life.configure({ identity: undefined });

    assert.deepEqual(life.identity, { service: "orders" });
  });

  const wrong: readonly (readonly [changes: object, problem: string])[] = [
    [{ identity: 5 }, '"identity" must be an object, got 5'],
    [{ identity: "orders" }, '"identity" must be an object, got "orders"'],
    [{ identity: { service: 5 } }, '"identity.service" must be a text, got 5'],
    [
      { identity: { servise: "orders" } },
      '"identity" must be made of service, version, instance, revision, podUid, node, commit, ' +
      'got "servise"',
    ],
    [{ reserves: 5 }, '"reserves" must be an object, got 5'],
    [{ reserves: [] }, '"reserves" must be an object, got an empty array'],
    [
      { reserves: { closeMs: "5" } },
      '"reserves.closeMs" must be a number of zero or more, got "5"',
    ],
    [
      { reserves: { closeM: 5 } },
      '"reserves" must be made of unwindMs, compensateMs, closeMs, flushMs, got "closeM"',
    ],
    [
      JSON.parse('{ "reserves": { "__proto__": { "closeMs": 5 } } }') as object,
      '"reserves" must be made of unwindMs, compensateMs, closeMs, flushMs, got "__proto__"',
    ],
  ];
  for (const [changes, problem] of wrong) {
    it(`refuses ${JSON.stringify(changes)}, as the constructor does`, () => {
      const life = new Lifecycle({ identity: { service: "orders" } });
      const before = [life.identity, life.budget()];

      const code = "BAD_OPTION";
      const given = { graceMs: 20_000, ...changes };
      assert.throws(() => life.configure(given), { code, message: `Cannot configure: ${problem}` });
      assert.throws(() => new Lifecycle(given), {
        code,
        message: `Cannot make a lifecycle: ${problem}`,
      });

      assert.deepEqual([life.identity, life.budget()], before);
    });
  }

  it("refuses a name that is no option, rather than to keep it", () => {
    const life = new Lifecycle();
    const given = { graceM: 5_000, delayMs: 5 };

    assert.throws(() => life.configure(given), {
      code: "BAD_OPTION",
      message: /^Cannot configure: "changes" must be made of graceMs, .*, terminal, got "graceM"$/,
    });
    assert.equal(life.budget().delayMs, 0);
  });

  for (const given of [null, "graceMs", 5, undefined, []]) {
    it(`refuses ${String(given)} for changes`, () => {
      assert.throws(() => new Lifecycle().configure(given as LifecycleChanges), {
        code: "BAD_OPTION",
        message: /^Cannot configure: "changes" must be an object, got /,
      });
    });
  }

  it("refuses a level that does not exist", () => {
    const loud = "loud" as "info";

    assert.throws(() => new Lifecycle({ logLevel: loud }), {
      message: 'Cannot make a lifecycle: "logLevel" must be one of info, warn, error, silent, ' +
        'got "loud"',
    });
  });

  it("tells those who listen to all", () => {
    const life = new Lifecycle();
    const events: LifecycleEvent["type"][] = [];
    life.on("*", ({ type }) => events.push(type));

    life.configure({ delayMs: 5 });

    assert.deepEqual(events, ["config.applied"]);
  });
});
