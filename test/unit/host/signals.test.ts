import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, release } from "../../../src/core/mod.ts";
import { attach, type AttachOptions } from "../../../src/host/mod.ts";
import { fakePlatform } from "../../../src/testing/mod.ts";
import { attachedLife } from "./attached-life.ts";

const REFUSED: readonly (readonly [name: string, options: object, message: RegExp])[] = [
  ["an unknown signal", { signals: { SIGBOGUS: "shutdown" } }, /"signals" must be .* "SIGBOGUS"$/],
  ["a name of an object", { signals: { toString: "shutdown" } }, /got "toString"$/],
  ["an unknown meaning", { signals: { SIGTERM: "stop" } }, /"signals.SIGTERM" must be one of/],
  ["signals that are no object", { signals: "SIGTERM" }, /"signals" must be an object/],
  ["a negative echo", { echoMs: -1 }, /"echoMs" must be a number of zero or more, got -1$/],
  ["an echo that is no number", { echoMs: NaN }, /"echoMs" must be .* got NaN$/],
  ["an exit that is no flag", { exit: 1 }, /"exit" must be true or false, got 1$/],
  ["faults that are no flag", { faults: "yes" }, /"faults" must be true or false, got "yes"$/],
  ["a watchdog that is no flag", { watchdog: null }, /"watchdog" must be true or false, got null$/],
  ["a report that is no function", { report: true }, /"report" must be a function or false/],
];

describe("attach", () => {
  it("listens to SIGTERM, SIGINT, SIGHUP and SIGQUIT, and to nothing once released", () => {
    const { platform, attachment, life } = attachedLife({ exit: true });

    assert.deepEqual([...platform.listening].sort(), ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"]);
    attachment();
    attachment();

    assert.deepEqual(platform.listening, []);
    assert.equal(platform.fault("uncaughtException", new Error("late")), false);
    assert.equal(platform.idle(), false);
    assert.equal(platform.simulate("SIGTERM"), false);
    assert.equal(life.state, "ready");
  });

  it("leaves a default out that the platform does not know", () => {
    const platform = Object.assign(fakePlatform(), { signals: { SIGINT: 2, SIGHUP: 1 } });

    attach(new Lifecycle(), platform);

    assert.deepEqual([...platform.listening].sort(), ["SIGHUP", "SIGINT"]);
  });

  for (const [name, options, message] of REFUSED) {
    it(`refuses ${name}, and installs nothing`, () => {
      const platform = fakePlatform();

      const attempt = () => attach(new Lifecycle(), platform, options as AttachOptions);

      assert.throws(attempt, { code: "BAD_OPTION", message });
      assert.deepEqual(platform.listening, []);
    });
  }

  it("installs nothing when the platform refuses one signal", () => {
    const platform = fakePlatform();
    const { onSignal } = platform;
    const picky = Object.assign(platform, {
      onSignal(name: string, listener: () => void) {
        if (name === "SIGHUP") throw new Error("Cannot listen: not today");
        return onSignal(name, listener);
      },
    });
    const life = new Lifecycle();

    assert.throws(() => attach(life, picky, { exit: true }), /not today/);

    assert.deepEqual(platform.listening, []);
    assert.equal(platform.idle(), false);
    Object.assign(platform, { onSignal });
    attach(life, platform)();
  });

  it("refuses a life that is attached already or has stopped", async () => {
    const { life, platform, attachment } = attachedLife();

    assert.throws(() => attach(life, platform), {
      code: "WRONG_STATE",
      message: /attached already/,
    });
    attachment();
    attach(life, platform)();
    void life.shutdown();
    await life.reached("draining");
    const { life: other, clock } = attachedLife();
    void other.shutdown();
    await clock.advance(0);

    assert.throws(() => attach(other, platform), { code: "WRONG_STATE", message: /has stopped/ });
  });

  it("refuses a watchdog where there is none", () => {
    const platform = fakePlatform();

    const attempt = () => attach(new Lifecycle(), platform, { watchdog: true });

    assert.throws(attempt, { code: "UNSUPPORTED" });
    assert.deepEqual(platform.listening, []);
  });

  it("ignores a signal that is to be ignored", async () => {
    const { clock, platform, life } = attachedLife({ signals: { SIGHUP: "ignore" } });

    assert.equal(platform.simulate("SIGHUP"), true);
    await clock.advance(1_000);

    assert.equal(life.state, "ready");
  });

  it("shuts down by any signal that was given that meaning, and says so in the reason", async () => {
    const { clock, platform, life } = attachedLife({ signals: { SIGUSR2: "shutdown" } });

    platform.simulate("SIGUSR2");
    await clock.advance(0);

    const { reason } = await life.shutdown();
    assert.deepEqual(reason, { kind: "signal", message: "received SIGUSR2", signal: "SIGUSR2" });
  });

  it("installs each listener once for all lives, and removes it with the last", () => {
    const platform = fakePlatform();
    const installed: string[] = [];
    const { onSignal } = platform;
    Object.assign(platform, {
      onSignal(name: string, listener: () => void) {
        installed.push(name);
        const undo = onSignal(name, listener);
        return release(() => {
          installed.splice(installed.indexOf(name), 1);
          undo();
        });
      },
    });

    const first = attach(new Lifecycle(), platform);
    const second = attach(new Lifecycle(), platform);
    assert.equal(installed.length, 4);
    first();
    assert.equal(installed.length, 4);
    second();

    assert.deepEqual(installed, []);
  });

  it("has no effect on the process of a life that nobody attached", () => {
    const platform = fakePlatform();

    new Lifecycle().ready();

    assert.deepEqual(platform.listening, []);
  });
});
