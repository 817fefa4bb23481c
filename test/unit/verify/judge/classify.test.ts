import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  classify,
  NEVER_TAKEN,
  QUEUED,
  type RunFacts,
} from "../../../../src/verify/judge/classify.ts";
import type { RequestClass } from "../../../../src/verify/result.ts";
import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";
import { exchange, fresh } from "./hand-exchange.ts";

function classOf(raw: RawExchange, run: RunFacts = {}): RequestClass {
  return classify(raw, run).class;
}

const WHOLE: Partial<RawExchange> = { end: "whole", status: 200, begun: true };

describe("classify", () => {
  it("takes the status that the route gives in peace for an answer, whatever it is", () => {
    assert.equal(classOf(exchange(WHOLE)), "answered");
    assert.equal(classOf(exchange({ ...WHOLE, status: 404, expects: 404 })), "answered");
    assert.equal(classOf(exchange({ ...WHOLE, status: 302, expects: undefined })), "answered");
  });

  it("takes another status for a loss, and 503 for an honest refusal", () => {
    assert.equal(classOf(exchange({ ...WHOLE, status: 500 })), "lost");
    assert.equal(classOf(exchange({ ...WHOLE, status: 404 })), "lost");
    assert.equal(classOf(exchange({ ...WHOLE, status: 400, expects: undefined })), "lost");
    assert.equal(classOf(exchange({ ...WHOLE, status: 503 })), "refused");
  });

  it("takes a 408 that a request has crossed for a race, and a later one for a loss", () => {
    const timeout: Partial<RawExchange> = { ...WHOLE, status: 408, saidClose: true };

    assert.equal(classOf(exchange(timeout)), "race");
    assert.equal(classOf(exchange({ ...timeout, endMs: 9_000 })), "lost");
    assert.equal(classOf(exchange({ ...timeout, saidClose: false })), "lost");
  });

  it("takes it for refused when not a byte was sent", () => {
    assert.equal(classOf(fresh({ end: "unreachable", bytesSent: 0 })), "refused");
    assert.equal(classOf(exchange({ end: "fin", bytesSent: 0 })), "refused");
    assert.equal(classOf(exchange({ end: "reset", bytesSent: 0 })), "refused");
  });

  it("takes what has begun and did not come to its end for cut", () => {
    for (const end of ["fin", "reset", "broken", "abandoned"] as const) {
      assert.equal(classOf(exchange({ end, begun: true, status: 200 })), "cut");
    }
    assert.match(classify(exchange({ begun: true }), {}).how, /in its head/);
    assert.match(classify(exchange({ begun: true, status: 200 }), {}).how, /in its body/);
  });

  it("holds nothing against who has to cut what has no end by itself", () => {
    const classOfEndless = (seen: Partial<RawExchange>): RequestClass =>
      classOf(exchange({ isEndless: true, ...seen }));

    assert.equal(classOfEndless({ reception: "read" }), "unjudged");
    assert.equal(classOfEndless({ begun: true }), "unjudged");
    assert.equal(classOfEndless(WHOLE), "answered");
    assert.equal(classOfEndless({ ...WHOLE, status: 503 }), "refused");
  });

  it("takes it for cut when it says less than in peace, however well it is framed", () => {
    assert.equal(classOf(exchange({ ...WHOLE, isShort: true })), "cut");
    assert.equal(classOf(exchange({ ...WHOLE, isShort: true, status: 503 })), "refused");
  });

  it("judges nothing that the watch itself has ended", () => {
    assert.equal(classOf(exchange({ end: "closed" })), "unjudged");
    assert.equal(classOf(exchange({ end: "open" })), "unjudged");
  });

  it("takes it for a race when it came to a connection that had ended", () => {
    assert.equal(classOf(exchange({ reception: "unread" })), "race");
    assert.equal(classOf(exchange({ reception: "half-closed" })), "race");
    assert.equal(classOf(exchange({ end: "reset", reception: "unread" })), "race");
  });

  it("takes it for lost when it was read, however quickly it was dropped", () => {
    assert.equal(classOf(exchange({ reception: "read" })), "lost");
    assert.equal(classOf(fresh({ reception: "read" }), { exitMs: 1_001 }), "lost");
  });

  it("takes it for lost when it was in flight for long, unless nobody had read it", () => {
    for (const reception of ["read", "half-closed", undefined] as const) {
      assert.equal(classOf(exchange({ reception, endMs: 1_600 })), "lost");
      assert.equal(classOf(exchange({ end: "reset", reception, endMs: 1_600 })), "lost");
    }
    assert.equal(classOf(exchange({ reception: "unread", endMs: 1_600 })), "race");
    assert.equal(classOf(exchange({ end: "reset", reception: "unread", endMs: 1_600 })), "race");
  });

  it("does not guess whether what was reset had been read", () => {
    assert.equal(classOf(exchange({ end: "reset", reception: "unseen" })), "unjudged");
    assert.equal(
      classOf(exchange({ end: "reset", reception: "unseen", endMs: 9_000 })),
      "unjudged",
    );
    assert.equal(classOf(exchange({ end: "reset", reception: "read" })), "lost");
    assert.equal(classOf(exchange({ end: "reset", reception: undefined })), "unjudged");
    assert.equal(classOf(fresh({ end: "reset", reception: "read" }), { exitMs: 1_001 }), "lost");
  });

  it("counts from when it was sent, not from when it began to wait for its connection", () => {
    const late = fresh({ startMs: 1_000, sentMs: 2_000, endMs: 2_001, reception: "unread" });

    assert.equal(classOf(late, { refusingMs: 2_010, lastTakenMs: 2_000 }), "race");
  });

  it("takes it for a race when an answer before it had said Connection: close", () => {
    assert.equal(classOf(fresh({ warned: true, endMs: 9_000 })), "race");
  });

  it("takes a new connection for queued only when the listener took no more after it", () => {
    const dropped = fresh({ reception: "unread" });

    assert.equal(classify(dropped, { refusingMs: 1_010, lastTakenMs: 1_000 }).how, QUEUED);
    assert.equal(classOf(dropped, { exitMs: 1_010, lastTakenMs: 1_000 }), "race");
    assert.equal(classOf(dropped, { refusingMs: 3_000, lastTakenMs: 2_900 }), "lost");
    assert.equal(classOf(dropped, { lastTakenMs: 1_000 }), "lost");
  });

  it("lets a new connection wait in the queue for longer than a request may cross an end", () => {
    const waited = fresh({ end: "reset", reception: undefined, endMs: 1_400 });

    assert.equal(classify(waited, { refusingMs: 1_410, lastTakenMs: 1_300 }).how, QUEUED);
    assert.equal(classOf(waited, { refusingMs: 3_000, lastTakenMs: 2_900 }), "lost");
    assert.equal(classOf({ ...waited, end: "fin" }, { refusingMs: 1_410 }), "lost");
    assert.equal(classOf({ ...waited, endMs: 4_000 }, { refusingMs: 4_010 }), "lost");
  });

  it("believes the kernel that nobody had taken a connection, for however long it has waited", () => {
    const waited = fresh({ end: "reset", reception: "queued", idleMs: 400, endMs: 9_000 });

    const run = { exitMs: 9_010, signalMs: 2_000 };
    assert.deepEqual(classify(waited, run), { class: "race", how: NEVER_TAKEN });
    assert.equal(classOf({ ...waited, startMs: 7_500 }, run), "race");
    assert.equal(classOf({ ...waited, startMs: 2_500 }, run), "lost", "it came in the shutdown");
  });

  it("takes a connection that was there long before its first request for an idle one", () => {
    assert.equal(classOf(fresh({ idleMs: 500, reception: "unread" })), "race");
    assert.equal(classOf(fresh({ idleMs: 1, reception: "unread" })), "lost");
    assert.equal(classOf(fresh({ sentMs: 1_200, endMs: 1_201, reception: "unread" })), "race");
  });

  it("believes what HTTP/2 says of a stream", () => {
    assert.equal(classOf(exchange({ end: "unprocessed" })), "refused");
    assert.equal(classOf(exchange({ end: "abandoned" })), "lost");
  });
});
