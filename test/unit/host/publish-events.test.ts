import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { attach } from "../../../src/host/mod.ts";
import { fakePlatform, handClock } from "../../../src/testing/mod.ts";

it("publishes each event of an attached life, until it is released", async () => {
  const life = new Lifecycle({ clock: handClock() });
  const detach = attach(life, fakePlatform(), { report: false });
  const messages: Record<string, unknown>[] = [];
  const listen = (message: unknown) => void messages.push(message as Record<string, unknown>);
  subscribe("quiesce:state.changed", listen);
  subscribe("quiesce:stopped", listen);

  life.ready();
  await life.shutdown("the example is over");
  detach();
  unsubscribe("quiesce:state.changed", listen);
  unsubscribe("quiesce:stopped", listen);

  assert.deepEqual(messages[0], { version: 1, life, from: "starting", to: "ready" });
  assert.equal((messages.at(-1)?.["report"] as { exitCode: number } | undefined)?.exitCode, 0);
});
