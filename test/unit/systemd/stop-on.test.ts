import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import { notify, stopOn } from "../../../adapters/systemd/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";

describe("stopOn", () => {
  for (
    const [sources, said] of [
      [{ message: "" }, /"message" must be a text or a function, got ""/],
      [{ message: 1 }, /"message" must be a text or a function, got 1/],
      [{ disconnect: "yes" }, /"disconnect" must be true or false, got "yes"/],
      [{ stdin: 1 }, /"stdin" must be true or false, got 1/],
      [{ parent: null }, /"parent" must be true or false, got null/],
    ] as const
  ) {
    it(`refuses ${JSON.stringify(sources)}`, () => {
      const call = (): unknown => stopOn(new Lifecycle(), sources as never);

      assert.throws(call, { code: "BAD_OPTION", message: said });
    });
  }
});

describe("notify", () => {
  for (
    const options of [
      { stoppingFrom: "closing" },
      { statusEveryMs: 0 },
      { extendMs: -1 },
      { maxBlockMs: -1 },
      { warn: "console" },
    ]
  ) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      const call = (): unknown => notify(new Lifecycle(), options as never);

      assert.throws(call, { code: "BAD_OPTION" });
    });
  }

  it("tells nobody where there is nobody, and listens to nothing", async () => {
    delete process.env["NOTIFY_SOCKET"];
    const life = new Lifecycle();

    const systemd = notify(life);

    assert.equal(systemd.isActive, false);
    assert.equal(await systemd.reload(() => "read"), "read");
    await systemd.sent();
  });

  it("refuses a life that has stopped", async () => {
    const life = new Lifecycle();
    await life.shutdown();

    assert.throws(() => notify(life), { code: "WRONG_STATE" });
  });
});
