import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { watch } from "../../../src/config/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

describe("watch refuses", () => {
  const bad: readonly [string, unknown, object][] = [
    ["source", 5, {}],
    ["source", null, {}],
    ["source", {}, {}],
    ["intervalMs", () => ({}), { intervalMs: 0 }],
    ["intervalMs", () => ({}), { intervalMs: -1 }],
    ["timeoutMs", () => ({}), { timeoutMs: Infinity }],
  ];
  for (const [option, source, options] of bad) {
    it(`${String(source)} with ${JSON.stringify(options)}`, () => {
      const clock = handClock();
      const life = new Lifecycle({ clock });

      assert.throws(() => watch(life, source as string, options), {
        code: "BAD_OPTION",
        message: new RegExp(`^Cannot watch a configuration: "${option}" must be `),
      });
      assert.equal(clock.pending, 0);
    });
  }
});
