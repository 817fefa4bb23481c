import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowsOf, type Strand } from "../../../src/picture/connection-row.ts";
import type { Row } from "../../../src/picture/model.ts";
import type { RequestClass } from "../../../src/verify/mod.ts";
import { sampleRun, SIGNAL_MS } from "./sample.ts";

function strands(fate: RequestClass, count: number, tookMs = 10): readonly Strand[] {
  const batch = { lane: "slow", fate, count, startMs: 1_000, tookMs };
  const { connections, requests } = sampleRun([batch]);
  return connections.map((connection) => ({
    connection,
    requests: requests.filter((each) => each.connection === connection.id),
  }));
}

function barCount(rows: readonly Row[]): number {
  return rows.reduce((sum, { bars, crowd }) => sum + bars.length + (crowd?.bars ?? 0), 0);
}

function words(rows: readonly Row[]): readonly string[] {
  return rows.map(({ badges }) => badges.map(({ word }) => word).join(", "));
}

describe("rowsOf", () => {
  it("draws a few one by one, in their order", () => {
    const rows = rowsOf(strands("answered", 4).toReversed(), SIGNAL_MS);

    assert.deepEqual(words(rows), ["answered", "answered", "answered", "answered"]);
    assert.deepEqual(rows.map(({ bars }) => bars[0]?.startMs), [-200, -193, -186, -179]);
  });

  it("draws many that ended alike as a few and a crowd, and counts each once", () => {
    const rows = rowsOf(strands("answered", 50), SIGNAL_MS);

    assert.deepEqual(words(rows), ["answered", "answered", "answered", "47 answered"]);
    assert.equal(rows.at(-1)?.label, "47 more");
    assert.equal(rows.at(-1)?.note, "on 47 connections, each for 10 ms to 14 ms");
    assert.equal(barCount(rows), 50);
  });

  it("shows more of what went wrong, and shows it first", () => {
    const rows = rowsOf([...strands("answered", 5), ...strands("lost", 9)], SIGNAL_MS);

    assert.deepEqual(words(rows), [
      ...Array.from({ length: 6 }, () => "lost"),
      "3 lost",
      ...["answered", "answered", "answered", "2 answered"],
    ]);
    assert.equal(barCount(rows), 14);
  });

  it("takes two for alike that differ in times only", () => {
    const lost = strands("lost", 12).map(({ connection, requests }, index) => ({
      ...(connection && { connection }),
      requests: requests.map((each) => ({
        ...each,
        how: `in flight for ${index} ms, then dropped`,
      })),
    }));

    assert.equal(rowsOf(lost, SIGNAL_MS).length, 7);
  });

  it("keeps apart what ended for another reason", () => {
    const reasons = strands("lost", 12).map(({ requests }, index) => ({
      requests: requests.map((each) => ({ ...each, how: index % 2 === 0 ? "dropped" : "reset" })),
    }));

    assert.equal(rowsOf(reasons, SIGNAL_MS).length, 12);
  });

  it("puts the requests of a connection on its line", () => {
    const [first] = strands("answered", 1);
    const one = first?.requests[0];
    assert.ok(first && one);
    const again = { ...one, id: 77, startMs: one.endMs + 5, endMs: one.endMs + 20 };
    const lost = { ...again, id: 78, class: "lost" as const };

    const [row] = rowsOf([{ ...first, requests: [one, again, lost] }], 0);

    assert.equal(row?.label, "GET /slow × 3");
    assert.deepEqual(row?.badges.map(({ word }) => word), ["1 lost", "2 answered"]);
    assert.deepEqual(row?.bars.map(({ label }) => label), [
      "#0 GET /slow",
      "#77 GET /slow",
      "#78 GET /slow",
    ]);
    assert.equal(row?.tracks.length, 1);
  });

  it("draws a connection without a request", () => {
    const idle = { id: 3, lane: "idle", openMs: 5, closeMs: 25, end: "open", requests: 0 } as const;

    const [row] = rowsOf([{ connection: idle, requests: [] }], 10);

    assert.deepEqual(row, {
      label: "connection only",
      note: "connection 3, −5 ms to +15 ms",
      badges: [],
      bars: [],
      tracks: [{ startMs: -5, endMs: 15, end: "open", label: "connection 3, still open" }],
    });
  });

  it("does not take a connection for idle whose requests are only counted", () => {
    const busy = { id: 3, lane: "hot", openMs: 5, closeMs: 25, end: "fin", requests: 104 } as const;
    const [strand] = strands("answered", 1);
    const requests = strand?.requests ?? [];

    const labels = [{ connection: busy, requests: [] }, { connection: busy, requests }]
      .map((each) => rowsOf([each], 0)[0]?.label);

    assert.deepEqual(labels, ["104 requests, only counted", "GET /slow × 1 of 104"]);
  });

  it("puts last what has no request to show", () => {
    const bare = { id: 3, lane: "hot", openMs: 5, closeMs: 25, end: "fin", requests: 1 } as const;

    const rows = rowsOf([{ connection: bare, requests: [] }, ...strands("answered", 1)], 0);

    assert.deepEqual(rows.map(({ label }) => label), ["GET /slow", "1 request, only counted"]);
  });

  it("makes a crowd of connections without a request", () => {
    const idle = Array.from({ length: 40 }, (_, id) => ({
      connection: { id, lane: "idle", openMs: id, closeMs: 90, end: "fin" as const, requests: 0 },
      requests: [],
    }));

    const crowd = rowsOf(idle, 0).at(-1);

    assert.equal(crowd?.label, "37 more");
    assert.equal(crowd?.crowd?.bars, 0);
    assert.equal(Math.max(...crowd?.crowd?.levels.map(({ count }) => count) ?? []), 37);
  });

  it("tells the bytes of each request it draws", () => {
    const [row] = rowsOf(strands("cut", 1), SIGNAL_MS);

    assert.deepEqual(row?.bars[0]?.steps.map(({ what, text }) => [what, text]), [
      ["connected", ""],
      ["sent 74 bytes", "GET /slow HTTP/1.1"],
      ["received 210 bytes", "HTTP/1.1 200"],
      ["the connection was reset", ""],
    ]);
    assert.equal(row?.bars[0]?.how, "the answer was reset in its body");
  });
});
