import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachedLife } from "./attached-life.ts";

describe("mask", () => {
  it("holds a signal back until the section has ended, and returns its value", async () => {
    const { clock, platform, life, attachment } = attachedLife();
    const section = Promise.withResolvers<string>();

    const masked = attachment.mask(() => section.promise);
    platform.simulate("SIGTERM");
    await clock.advance(5_000);
    assert.equal(life.state, "ready");
    section.resolve("written");

    assert.equal(await masked, "written");
    assert.notEqual(life.state, "ready");
  });

  it("delivers one of each, in the order of priority", async () => {
    const { clock, platform, life, attachment } = attachedLife({
      echoMs: 0,
      signals: { SIGUSR1: "shutdown" },
    });
    const reasons: string[] = [];
    life.on("shutdown.requested", ({ reason }) => reasons.push(reason.message));
    life.on("shutdown.forced", ({ reason }) => reasons.push(reason.message));

    await attachment.mask(() => {
      for (const name of ["SIGUSR1", "SIGHUP", "SIGINT", "SIGINT", "SIGTERM", "SIGTERM"]) {
        platform.simulate(name);
      }
    });
    await clock.advance(0);

    assert.deepEqual(reasons, ["received SIGTERM", "received SIGINT"]);
  });

  it("delivers after the last of nested sections", async () => {
    const { platform, life, attachment } = attachedLife();
    const outer = Promise.withResolvers<void>();

    const masked = attachment.mask(() => outer.promise);
    platform.simulate("SIGTERM");
    await attachment.mask(() => {});
    assert.equal(life.state, "ready");
    outer.resolve();
    await masked;

    assert.notEqual(life.state, "ready");
  });

  it("delivers after a section that fails, whose error the caller gets", async () => {
    const { platform, life, attachment } = attachedLife();

    const masked = attachment.mask(() => {
      platform.simulate("SIGTERM");
      throw new Error("not written");
    });

    await assert.rejects(masked, /not written/);
    assert.notEqual(life.state, "ready");
  });

  it("does not hold a dump back", async () => {
    const { platform, attachment } = attachedLife();

    await attachment.mask(() => {
      platform.simulate("SIGQUIT");

      assert.match(platform.warnings.join("\n"), /quiesce: ready/);
    });
  });
});
