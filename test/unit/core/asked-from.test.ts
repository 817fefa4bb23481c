import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, StopReason } from "../../../src/core/mod.ts";

const HERE = /asked-from\.test\.ts:\d+:\d+$/;

describe("from where an end was asked for", () => {
  it("is in the event and in the report, when it was a call", async () => {
    const life = new Lifecycle();
    const heard: string[] = [];
    life.on("shutdown.requested", ({ where }) => void heard.push(where));

    const { reason } = await life.shutdown("the example is over");

    assert.match(reason.where ?? "", HERE);
    assert.deepEqual(heard, [reason.where]);
  });

  it("is told of a force as well", async () => {
    const life = new Lifecycle();
    life.onAnnounce(
      "slow",
      () => new Promise<void>((resolve) => void life.reached("closing").then(resolve)),
    );
    const report = life.shutdown("first");

    void life.force("second");

    assert.match((await report).forced?.where ?? "", HERE);
    assert.notEqual((await report).forced?.where, (await report).reason.where);
  });

  it("is told once of a force that came first", async () => {
    const { reason, forced } = await new Lifecycle().force();

    assert.match(reason.where ?? "", HERE);
    assert.equal(forced?.where, reason.where);
  });

  it("is left out where a signal says enough", async () => {
    const signal = { name: "SIGTERM", number: 15 };

    const { reason } = await new Lifecycle().shutdown(
      new StopReason("received SIGTERM", { kind: "signal", signal }),
    );

    assert.deepEqual(reason, { kind: "signal", message: "received SIGTERM", signal: "SIGTERM" });
  });
});
