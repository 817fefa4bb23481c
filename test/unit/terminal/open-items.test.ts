import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OpenItems } from "../../../adapters/terminal/open-items.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { Progress } from "../../../src/host/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

function opened() {
  const clock = handClock();
  const life = new Lifecycle({ clock });
  const items = new OpenItems(life, new Progress(life));
  return { clock, life, names: () => items.look().map(({ name }) => name) };
}

const never = () => new Promise<void>(() => {});

describe("OpenItems", () => {
  it("keeps everybody's place, though ages are rounded", async () => {
    const { clock, life, names } = opened();
    for (let task = 0; task < 12; task += 1) {
      life.spawn(`task-${task}`, never);
      await clock.advance(0.3);
    }
    const first = names();
    assert.equal(first[0], "/task-0");

    for (let look = 0; look < 40; look += 1) {
      await clock.advance(0.7);
      assert.deepEqual(names(), first);
    }
  });

  it("has what was opened first before what was opened later at the same time", () => {
    const { life, names } = opened();
    for (const name of ["one", "two", "three"]) life.spawn(name, never);
    for (const name of ["GET /a", "GET /b"]) life.gate.lease(name, { sinceMs: -5 });

    assert.deepEqual(names(), ["GET /a", "GET /b", "/one", "/two", "/three"]);
  });

  it("names a request once, which has a lease and a scope", () => {
    const { life, names } = opened();
    life.gate.lease("GET /slow", { sinceMs: 0 });
    life.scope.child("GET /slow");
    life.scope.child("other");

    assert.deepEqual(names(), ["GET /slow", "/other"]);
  });
});
