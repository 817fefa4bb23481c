import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { levelsFrom, levelsOf, lifted, thinned } from "../../../src/picture/level.ts";

describe("levelsOf", () => {
  it("counts what is open from moment to moment", () => {
    const levels = levelsOf([{ startMs: 0, endMs: 10 }, { startMs: 4, endMs: 6 }]);

    assert.deepEqual(levels, [
      { atMs: 0, count: 1 },
      { atMs: 4, count: 2 },
      { atMs: 6, count: 1 },
      { atMs: 10, count: 0 },
    ]);
  });

  it("does not count two of which one begins where the other ends", () => {
    const levels = levelsOf([{ startMs: 0, endMs: 5 }, { startMs: 5, endMs: 9 }]);

    assert.deepEqual(levels, [
      { atMs: 0, count: 1 },
      { atMs: 5, count: 1 },
      { atMs: 9, count: 0 },
    ]);
  });

  it("ends empty, however many there were", () => {
    const span = fc.tuple(fc.nat(5_000), fc.nat(500))
      .map(([startMs, tookMs]) => ({ startMs, endMs: startMs + tookMs }));

    fc.assert(fc.property(fc.array(span, { minLength: 1, maxLength: 400 }), (spans) => {
      const levels = levelsOf(spans);

      assert.equal(levels.at(-1)?.count, 0);
      assert.ok(levels.every(({ count }) => count >= 0 && count <= spans.length));
    }));
  });
});

describe("thinned", () => {
  it("keeps no more than a screen has room for, the peak and the end among them", () => {
    const levels = Array.from({ length: 5_000 }, (_, atMs) => ({ atMs, count: atMs % 7 }));
    const peak = { atMs: 3_333, count: 99 };
    const all = levels.map((level) => level.atMs === peak.atMs ? peak : level);

    const kept = thinned(all);

    assert.ok(kept.length <= 160, `${kept.length} levels`);
    assert.ok(kept.includes(peak));
    assert.deepEqual(kept.at(-1), all.at(-1));
    assert.deepEqual(kept, kept.toSorted((a, b) => a.atMs - b.atMs));
  });

  it("leaves a few as they are", () => {
    const levels = [{ atMs: 0, count: 1 }, { atMs: 1, count: 0 }];

    assert.deepEqual(thinned(levels), levels);
  });
});

describe("lifted", () => {
  it("lets nothing vanish beside much more, and adds nothing where there was nothing", () => {
    const levels = [{ atMs: 0, count: 1 }, { atMs: 1, count: 0 }, { atMs: 2, count: 1_000 }];

    assert.deepEqual(lifted(levels).map(({ count }) => count), [150, 0, 1_000]);
  });
});

describe("levelsFrom", () => {
  it("begins with the level that was reached until then", () => {
    const levels = [{ atMs: -9, count: 2 }, { atMs: -5, count: 4 }, { atMs: 3, count: 1 }];

    assert.deepEqual(levelsFrom(levels, 0), [{ atMs: 0, count: 4 }, { atMs: 3, count: 1 }]);
    assert.deepEqual(levelsFrom(levels, -20)[0], { atMs: -20, count: 0 });
  });
});
