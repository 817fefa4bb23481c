import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Chain } from "../../../src/core/chain.ts";
import type { Release } from "../../../src/core/release.ts";

describe("Chain", () => {
  it("gives its values from either end, each once", () => {
    const chain = new Chain<string>();
    chain.add("first");
    chain.add("second");
    chain.add("third");

    const taken = [chain.takeNewest(), chain.takeOldest(), chain.takeNewest(), chain.takeOldest()];

    assert.deepEqual(taken, ["third", "first", "second", undefined]);
    assert.equal(chain.isEmpty, true);
  });

  it("gives nothing that was taken out, and taking it out again changes nothing", () => {
    const chain = new Chain<string>();
    const remove = chain.add("one");
    remove();
    chain.add("other");

    remove[Symbol.dispose]();

    assert.equal(chain.takeOldest(), "other");
  });

  it("behaves as a list does, whatever is added, taken and taken out", () => {
    const step = fc.oneof(
      fc.constant({ verb: "add" } as const),
      fc.constant({ verb: "newest" } as const),
      fc.constant({ verb: "oldest" } as const),
      fc.record({ verb: fc.constant("remove" as const), at: fc.nat(20) }),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const chain = new Chain<number>();
      const releases: Release[] = [];
      let model: number[] = [];
      for (const each of steps) {
        if (each.verb === "add") {
          model.push(releases.length);
          releases.push(chain.add(releases.length));
        } else if (each.verb === "remove") {
          releases[each.at]?.();
          model = model.filter((value) => value !== each.at);
        } else if (each.verb === "newest") {
          assert.equal(chain.takeNewest(), model.pop());
        } else {
          assert.equal(chain.takeOldest(), model.shift());
        }
        assert.equal(chain.isEmpty, model.length === 0);
      }
    }));
  });
});
