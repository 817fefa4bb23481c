import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { classify } from "../../../../src/verify/judge/classify.ts";
import type { ConnectionRecord } from "../../../../src/verify/result.ts";
import { type Judged, keptConnections, keptRequests } from "../../../../src/verify/run/kept.ts";
import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";
import { exchange } from "../judge/hand-exchange.ts";

const SIGNAL_MS = 1_000;

function judged(seen: Partial<RawExchange>): Judged {
  const raw = exchange({ end: "whole", status: 200, begun: true, ...seen });
  return { raw, classified: classify(raw, {}) };
}

/** Answers of a millisecond, one each millisecond, from the start to long after the signal. */
function many(count: number, lane: string): readonly Judged[] {
  return Array.from(
    { length: count },
    (_, id) => judged({ id, lane, startMs: id + 0.123, endMs: id + 1 }),
  );
}

describe("keptRequests", () => {
  it("keeps few of very many, and what was in flight at the signal first", () => {
    const inFlight = judged({ id: 99_999, startMs: 10, endMs: 1_500 });

    const kept = keptRequests(
      [...many(5_000, "hot"), inFlight, ...many(5_000, "probe")],
      SIGNAL_MS,
    );

    assert.ok(kept.length < 200, `${kept.length} requests`);
    assert.equal(kept.filter(({ id }) => id === 99_999).length, 1);
    assert.ok(kept.some(({ lane, endMs }) => lane === "hot" && endMs === 5_000));
    assert.ok(kept.some(({ lane }) => lane === "probe"));
  });

  it("keeps answered ones of all the time, however many are refused at its end", () => {
    const refused = Array.from(
      { length: 5_000 },
      (_, id) =>
        judged({ id: 10_000 + id, lane: "hot", status: 503, startMs: 4_900, endMs: 4_999 }),
    );

    const kept = keptRequests([...many(5_000, "hot"), ...refused], SIGNAL_MS);

    const ends = kept.filter((each) => each.class === "answered").map(({ endMs }) => endMs);
    const gaps = ends.slice(1).map((endMs, index) => endMs - (ends[index] ?? 0));
    assert.ok(Math.max(...gaps) < 300, `a gap of ${Math.max(...gaps)} ms`);
    assert.ok(kept.some((each) => each.class === "refused"));
    assert.ok(kept.length < 200, `${kept.length} requests`);
  });

  it("keeps all of a few", () => {
    const few = many(30, "slow");

    assert.deepEqual(keptRequests(few, 0).map(({ id }) => id), few.map(({ raw }) => raw.id));
  });

  it("keeps one of many that ended at the same instant", () => {
    const crowd = Array.from({ length: 500 }, (_, id) => judged({ id, startMs: 1, endMs: 1_500 }));

    assert.equal(keptRequests(crowd, SIGNAL_MS).length, 1);
  });

  it("keeps what went wrong, whenever that was", () => {
    const lost = judged({ id: 3, lane: "hot", status: 500, startMs: 5, endMs: 6 });

    const kept = keptRequests([lost, ...many(5_000, "hot")], SIGNAL_MS);

    assert.equal(kept.filter((each) => each.class === "lost").length, 1);
  });

  it("keeps the beginning and the end of a long timeline, and says no more than tenths", () => {
    const timeline = Array.from(
      { length: 150 },
      (_, index) => ({ atMs: index + 0.06, what: "received" as const }),
    );

    const [only] = keptRequests([judged({ timeline, startMs: 1.26 })], SIGNAL_MS);

    assert.equal(only?.timeline.length, 20);
    assert.equal(only?.timeline[0]?.atMs, 0.1);
    assert.equal(only?.timeline.at(-1)?.atMs, 149.1);
    assert.equal(only?.startMs, 1.3);
  });
});

describe("keptConnections", () => {
  it("keeps those that lived longest, in their order", () => {
    const brief = (id: number): ConnectionRecord => ({
      id,
      lane: "hot",
      openMs: id,
      closeMs: id + 1,
      end: "fin",
      requests: 1,
    });
    const all = [
      brief(1),
      { ...brief(2), closeMs: 9_000 },
      ...Array.from({ length: 500 }, (_, index) => brief(index + 3)),
    ];

    const kept = keptConnections(all);

    assert.equal(kept.length, 300);
    assert.ok(kept.some(({ id }) => id === 2));
    assert.deepEqual(kept.map(({ id }) => id), kept.map(({ id }) => id).toSorted((a, b) => a - b));
  });
});
