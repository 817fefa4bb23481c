import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { curveOf } from "../../../../src/verify/judge/curve.ts";
import type { ConnectionRecord } from "../../../../src/verify/result.ts";
import { exchange } from "./hand-exchange.ts";

function connection(openMs: number, closeMs: number): ConnectionRecord {
  return { id: 1, lane: "hot", openMs, closeMs, end: "fin", requests: 1 };
}

describe("curveOf", () => {
  it("counts what is open, at each moment at which that changes", () => {
    const requests = [exchange({ startMs: 2, endMs: 4 }), exchange({ startMs: 3, endMs: 4 })];

    assert.deepEqual(curveOf([connection(1, 9)], requests), [
      { atMs: 1, connections: 1, requests: 0 },
      { atMs: 2, connections: 1, requests: 1 },
      { atMs: 3, connections: 1, requests: 2 },
      { atMs: 4, connections: 1, requests: 0 },
      { atMs: 9, connections: 0, requests: 0 },
    ]);
  });

  it("sees a request that took less than a millisecond", () => {
    const [first] = curveOf([], [exchange({ startMs: 1.2, endMs: 1.4 })]);

    assert.equal(first?.requests, 1);
  });

  it("leaves out what was never open", () => {
    const nobody = exchange({ end: "unreachable" });

    assert.deepEqual(curveOf([{ ...connection(1, 2), end: "unreachable" }], [nobody]), []);
  });

  it("stays small, keeps the highest point, ends at nothing, and never counts below it", () => {
    const spans = fc.array(fc.tuple(fc.nat(5_000), fc.nat(500)), {
      minLength: 300,
      maxLength: 600,
    });
    fc.assert(
      fc.property(spans, (those) => {
        const requests = those.map(([startMs, ms]) =>
          exchange({ startMs, endMs: startMs + ms + 1 })
        );

        const points = curveOf([], requests);

        const open = (atMs: number): number =>
          requests.filter(({ startMs, endMs }) => startMs <= atMs && endMs > atMs).length;
        const highest = Math.max(...requests.map(({ startMs }) => open(startMs)));
        assert.ok(points.length <= 402);
        assert.equal(Math.max(...points.map((point) => point.requests)), highest);
        assert.equal(points.at(-1)?.requests, 0);
        for (const point of points) assert.equal(point.requests, open(point.atMs));
      }),
      { numRuns: 20 },
    );
  });
});
