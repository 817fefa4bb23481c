import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cycleWith, longestPathMs, predecessorsOf } from "../../../src/core/order.ts";

interface Named {
  readonly name: string;
  readonly after?: readonly string[];
  readonly timeoutMs?: number;
}

function hook(name: string, after?: readonly string[], timeoutMs?: number): Named {
  return { name, ...(after && { after }), ...(timeoutMs !== undefined && { timeoutMs }) };
}

/** What each waits for, directly or through others, by name. */
function waits(hooks: readonly Named[], chained = true): Record<string, readonly string[]> {
  const before = predecessorsOf(hooks, chained);
  const all = (hook: Named): readonly string[] =>
    (before.get(hook) ?? []).flatMap((each) => [each.name, ...all(each)]);
  return Object.fromEntries(hooks.map((hook) => [hook.name, [...new Set(all(hook))].toSorted()]));
}

describe("predecessorsOf", () => {
  it("chains hooks without after, the newest first", () => {
    const hooks = [hook("a"), hook("b"), hook("c")];

    assert.deepEqual(waits(hooks), { a: ["b", "c"], b: ["c"], c: [] });
  });

  it("chains nothing in a phase of side by side", () => {
    const hooks = [hook("a"), hook("b", ["a"]), hook("c")];

    assert.deepEqual(waits(hooks, false), { a: [], b: ["a"], c: [] });
  });

  it("lets a hook with after wait for what it names", () => {
    const hooks = [hook("a"), hook("b"), hook("c", ["a"])];

    assert.deepEqual(waits(hooks), { a: ["b"], b: [], c: ["a", "b"] });
  });

  it("closes an independent hook before what was opened earlier", () => {
    const hooks = [hook("a"), hook("b", [])];

    assert.deepEqual(waits(hooks), { a: ["b"], b: [] });
  });

  it("lets what was opened later not wait for an independent hook", () => {
    const hooks = [hook("a", []), hook("b")];

    assert.deepEqual(waits(hooks), { a: [], b: [] });
  });

  it("lets independent hooks wait for nobody", () => {
    const hooks = [hook("a", []), hook("b", [])];

    assert.deepEqual(waits(hooks), { a: [], b: [] });
  });

  it("does not let a hook wait for one that depends on it through others", () => {
    const hooks = [hook("a"), hook("b", ["a"]), hook("c", ["b"])];

    assert.deepEqual(waits(hooks), { a: [], b: ["a"], c: ["a", "b"] });
  });

  it("passes over names that do not exist", () => {
    assert.deepEqual(waits([hook("a", ["gone"])]), { a: [] });
  });
});

describe("cycleWith", () => {
  it("finds none where there is none", () => {
    assert.equal(cycleWith([hook("a"), hook("b", ["a"])], hook("c", ["a", "b"])), undefined);
    assert.equal(cycleWith([hook("a", ["b"])], hook("b")), undefined);
    assert.equal(cycleWith([], hook("a", ["unknown"])), undefined);
  });

  it("names a hook that waits for itself", () => {
    assert.deepEqual(cycleWith([], hook("a", ["a"])), ["a", "a"]);
  });

  it("names those who wait for each other", () => {
    const others = [hook("a", ["c"]), hook("b", ["a"])];

    assert.deepEqual(cycleWith(others, hook("c", ["b"])), ["c", "b", "a", "c"]);
  });

  it("is not led astray by a circle that is not its own", () => {
    const others = [hook("a", ["b"]), hook("b", ["a"])];

    assert.equal(cycleWith(others, hook("c", ["a"])), undefined);
  });

  it("looks at each hook once, however many ways lead to it", () => {
    const layers = Array.from({ length: 60 }, (_, layer) => {
      const below = layer === 0 ? [] : [`left ${layer - 1}`, `right ${layer - 1}`];
      return [hook(`left ${layer}`, below), hook(`right ${layer}`, below)];
    });

    assert.equal(cycleWith(layers.flat(), hook("top", ["left 59", "right 59"])), undefined);
  });
});

describe("longestPathMs", () => {
  it("adds up what runs one by one", () => {
    assert.equal(longestPathMs([hook("a", undefined, 10), hook("b", undefined, 20)], true), 30);
  });

  it("takes the longest of what runs side by side", () => {
    assert.equal(longestPathMs([hook("a", [], 10), hook("b", [], 20)], true), 20);
    assert.equal(longestPathMs([hook("a", undefined, 10), hook("b", undefined, 20)], false), 20);
  });

  it("follows the dependencies", () => {
    const hooks = [hook("a", [], 10), hook("b", ["a"], 20), hook("c", ["a"], 5)];

    assert.equal(longestPathMs(hooks, false), 30);
  });

  it("takes what declares nothing, or Infinity, for nothing", () => {
    assert.equal(longestPathMs([], true), 0);
    assert.equal(longestPathMs([hook("a"), hook("b", undefined, Infinity)], true), 0);
  });
});
