import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { it } from "node:test";
import { channel } from "../../../src/channel/mod.ts";

it("is the channel of the runtime, under a name of ours", () => {
  const heard: unknown[] = [];
  const listen = (message: unknown) => void heard.push(message);
  const found = channel("example");
  assert.equal(found.hasSubscribers, false);
  subscribe("quiesce:example", listen);
  assert.equal(found.hasSubscribers, true);

  found.publish("fact");
  unsubscribe("quiesce:example", listen);

  assert.deepEqual(heard, ["fact"]);
  assert.equal(found.hasSubscribers, false);
});

it("says nothing where there are no channels", () => {
  const { process } = globalThis;
  Reflect.set(globalThis, "process", undefined);
  try {
    const silent = channel("example");
    silent.publish("fact");
    assert.equal(silent.hasSubscribers, false);
  } finally {
    Reflect.set(globalThis, "process", process);
  }
});
