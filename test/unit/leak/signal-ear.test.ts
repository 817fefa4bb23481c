import assert from "node:assert/strict";
import { once } from "node:events";
import { versions } from "node:process";
import { describe, it } from "node:test";
import { listenIn, unseenUses } from "../../../src/leak/signal-ear.ts";

type Use = (signal: AbortSignal) => unknown;

const SEEN: Readonly<Record<string, Use>> = {
  "addEventListener": (signal) => signal.addEventListener("abort", () => {}),
  "onabort": (signal) => signal.onabort = () => {},
  "throwIfAborted": (signal) => signal.throwIfAborted(),
  "aborted": (signal) => signal.aborted,
  "once of node:events": (signal) => void once(signal, "abort"),
};

describe("listenIn", () => {
  for (const [name, use] of Object.entries(SEEN)) {
    it(`sees ${name}`, () => {
      const { signal } = new AbortController();
      const ear = listenIn(signal);
      assert.equal(ear.isHeard, false);

      use(signal);

      assert.equal(ear.isHeard, true);
    });
  }

  it("leaves a signal that works, and nothing on it once it was used", () => {
    const controller = new AbortController();
    const { signal } = controller;
    const heard: unknown[] = [];
    listenIn(signal);

    signal.addEventListener("abort", (event) => heard.push(event.target));
    signal.onabort = () => heard.push("onabort");
    controller.abort("why");

    assert.deepEqual(heard, [signal, "onabort"]);
    assert.deepEqual([signal.aborted, signal.reason], [true, "why"]);
    assert.throws(() => signal.throwIfAborted(), (error) => error === "why");
    assert.deepEqual(Reflect.ownKeys(signal).filter((key) => typeof key === "string"), []);
    assert.ok(signal instanceof AbortSignal);
  });

  it("keeps a listener that was put on it by onabort", () => {
    const controller = new AbortController();
    let count = 0;
    listenIn(controller.signal);

    controller.signal.onabort = () => count += 1;
    controller.abort();

    assert.equal(count, 1);
    assert.equal(typeof controller.signal.onabort, "function");
  });

  it("does not count what is done while it is deaf", () => {
    const { signal } = new AbortController();
    let isDeaf = true;
    const ear = listenIn(signal, () => isDeaf);

    assert.equal(signal.aborted, false);
    assert.equal(ear.isHeard, false);
    isDeaf = false;
    assert.equal(signal.aborted, false);
    assert.equal(ear.isHeard, true);
  });

  it("tells which uses it cannot see on this runtime", () => {
    assert.deepEqual(unseenUses(), unseenHere());
  });
});

/** What was found when this was written; where it differs, the runtime has changed. */
function unseenHere(): string[] {
  if ("Deno" in globalThis || "Bun" in globalThis) return ["AbortSignal.any", "fetch"];
  return Number(versions.node.split(".")[0]) >= 26 ? ["AbortSignal.any"] : [];
}
