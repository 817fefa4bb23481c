import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogLevel } from "../../../src/core/mod.ts";
import { attachedLife, stuck } from "./attached-life.ts";

describe("log level", () => {
  const shown: Readonly<Record<LogLevel, readonly string[]>> = {
    info: ["applied", "refused", "caught", "reload", "report"],
    warn: ["refused", "caught", "reload"],
    error: ["caught", "reload"],
    silent: [],
  };
  for (const [level, expected] of Object.entries(shown) as [LogLevel, readonly string[]][]) {
    it(`${level} writes ${expected.join(", ") || "nothing"} of a life that ends well`, async () => {
      const { clock, platform, life, attachment } = attachedLife({
        report: undefined,
        logLevel: level,
      });
      attachment.onReload("broken", () => Promise.reject(new Error("no file")));
      life.configure({ graceMs: 9_000 }, "the console");
      assert.throws(() => life.configure({ graceMs: -1 }, "the console"));
      life.scope.spawn("careless", () => Promise.reject(new Error("oh")));
      platform.simulate("SIGHUP");
      await clock.advance(0);

      platform.simulate("SIGTERM");
      await clock.advance(0);

      const words = platform.warnings.map((line) =>
        line.includes("changed graceMs")
          ? "applied"
          : line.includes("nothing was changed")
          ? "refused"
          : line.includes('task "/careless"')
          ? "caught"
          : line.includes('reload hook "broken" failed')
          ? "reload"
          : line.includes("exit code 0")
          ? "report"
          : line
      );
      assert.deepEqual(words, expected);
    });
  }

  it("counts the report of an end that went wrong among the errors", async () => {
    const { clock, platform, life } = attachedLife({ report: undefined, logLevel: "error" });
    life.onClose("stuck", stuck);

    platform.simulate("SIGTERM");
    await clock.advance(10_000);

    assert.match(platform.warnings[0] ?? "", /^quiesce: stopped in .* exit code 124/);
  });

  it("can be changed while the program runs", async () => {
    const { clock, platform, life } = attachedLife({ report: undefined });
    life.configure({ logLevel: "silent" });

    platform.simulate("SIGTERM");
    await clock.advance(0);

    assert.deepEqual(platform.warnings, []);
  });

  it("keeps a fault and a forced exit to itself when it is silent, but not a dump", async () => {
    const { clock, platform, life } = attachedLife({ exit: true, logLevel: "silent" });
    life.onClose("stuck", stuck);
    platform.simulate("SIGQUIT");
    assert.match(platform.warnings[0] ?? "", /^quiesce: /);
    const { length } = platform.warnings;

    platform.fault("uncaughtException", new Error("oh"));
    await clock.advance(1);
    platform.simulate("SIGTERM");
    await clock.advance(600);
    platform.simulate("SIGTERM");
    await clock.advance(600);
    platform.simulate("SIGTERM");

    assert.equal(platform.warnings.length, length);
    assert.deepEqual(platform.ended, { code: 143, by: "exit" });
  });
});

describe("a budget that is changed", () => {
  it("is compared with what the platform gives", () => {
    const { platform, life, attachment } = attachedLife({ outerGraceMs: 30_000 });

    life.configure({ delayMs: 5 });
    life.configure({ graceMs: 40_000 }, "the console");
    attachment();
    life.configure({ graceMs: 50_000 });

    assert.deepEqual(platform.warnings.filter((line) => line.includes("the platform kills")), [
      'quiesce: the platform kills 30000 ms after the signal, but "graceMs" is 40000 ms, so that ' +
      "the end is cut short by 10000 ms; give it 42 s, or shorten the budget",
    ]);
  });
});
