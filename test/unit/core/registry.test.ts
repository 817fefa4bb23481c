import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Hook } from "../../../src/core/hook.ts";
import { Registry } from "../../../src/core/registry.ts";

function hook(name: string, more: Partial<Hook> = {}): Hook {
  return { phase: "close", name, run: () => {}, place: { text: "" }, ...more };
}

describe("Registry", () => {
  it("keeps hooks by phase, oldest first", () => {
    const registry = new Registry();
    const [a, b, c] = [hook("a"), hook("b", { phase: "drain" }), hook("c")];

    for (const each of [a, b, c]) registry.add(each);

    assert.deepEqual(registry.of("close"), [a, c]);
    assert.deepEqual(registry.of("drain"), [b]);
    assert.deepEqual(registry.of("flush"), []);
  });

  it("forgets a hook by what it returned, and lets its name be used again", () => {
    const registry = new Registry();
    const first = hook("db");
    const release = registry.add(first);

    release();
    const second = hook("db");
    registry.add(second);
    release();

    assert.deepEqual([registry.has(first), registry.has(second)], [false, true]);
  });

  it("allows one name in two phases", () => {
    const registry = new Registry();

    registry.add(hook("db"));

    assert.doesNotThrow(() => registry.add(hook("db", { phase: "drain" })));
  });

  it("knows what a phase declares along its longest path", () => {
    const registry = new Registry();
    registry.add(hook("a", { timeoutMs: 100 }));
    registry.add(hook("b", { timeoutMs: 50 }));
    registry.add(hook("c", { timeoutMs: 500, phase: "drain" }));
    registry.add(hook("d", { timeoutMs: 300, phase: "drain" }));

    assert.deepEqual([registry.declaredMs("close"), registry.declaredMs("drain")], [150, 500]);
  });

  it("takes an after that names what comes later, and checks it when asked", () => {
    const registry = new Registry();
    registry.add(hook("a", { after: ["b"] }));

    assert.throws(() => registry.checkNames("become ready"), {
      code: "UNKNOWN_HOOK",
      message: 'Cannot become ready: close hook "a" is to run after "b", which does not exist',
    });
    registry.add(hook("b"));
    assert.doesNotThrow(() => registry.checkNames("become ready"));
  });

  it("does not look for names in another phase", () => {
    const registry = new Registry();
    registry.add(hook("a", { after: ["b"] }));
    registry.add(hook("b", { phase: "drain" }));

    assert.throws(() => registry.checkNames("become ready"), { code: "UNKNOWN_HOOK" });
  });
});
