import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Heard } from "../../../../src/verify/probe/ask.ts";
import {
  type Absent,
  isEventStream,
  isHanging,
  isRoute,
  isSlow,
  isSocket,
  isStream,
  isUpload,
} from "../../../../src/verify/probe/recognize.ts";

function heard(more: Partial<Heard> = {}): Heard {
  const plain = { status: 200, headers: new Map(), headMs: 1, bodyMs: 1, endMs: 2 };
  return { ...plain, bodyBytes: 2, foldedBytes: 2, text: "ok", ...more };
}

const NOWHERE = heard({ status: 404, text: "no" });
const ABSENT: Absent = [NOWHERE, NOWHERE];
const NOTHING: Partial<Heard> = {
  status: undefined,
  headMs: undefined,
  bodyMs: undefined,
  endMs: undefined,
  bodyBytes: 0,
  foldedBytes: 0,
  text: "",
};

describe("recognizing routes", () => {
  it("takes a success for a route where other paths give none", () => {
    assert.ok(isRoute(heard(), ABSENT));
    assert.ok(!isRoute(heard({ status: 404 }), ABSENT));
    assert.ok(!isRoute(heard({ status: 500 }), ABSENT));
  });

  it("does not take a service that says the same to all for one that has every route", () => {
    assert.ok(!isRoute(heard(), [heard(), heard()]));
    assert.ok(isRoute(heard({ text: "ready" }), [heard(), heard()]));
  });

  it("guesses no route of a service that says something else to each path, or each time", () => {
    const echo: Absent = [heard({ text: "one" }), heard({ text: "two" })];

    assert.ok(!isRoute(heard({ text: "ready" }), echo));
    assert.ok(!isRoute(heard({ text: "one" }), echo));
  });

  it("tells an answer that comes late from one that takes long to end", () => {
    const late = heard({ headMs: 1_000, bodyMs: 1_000, endMs: 1_001 });
    const long = heard({ headMs: 1, bodyMs: 1, endMs: 1_001 });

    assert.deepEqual([isSlow(late), isStream(late)], [true, false]);
    assert.deepEqual([isSlow(long), isStream(long)], [false, true]);
    assert.deepEqual([isSlow(heard()), isStream(heard())], [false, false]);
  });

  it("does not take an answer that has no end for a slow one", () => {
    assert.ok(!isSlow(heard({ headMs: 1_000, endMs: undefined })));
    assert.ok(!isStream(heard({ endMs: undefined })));
  });

  it("takes endless events for such a stream, and for no other", () => {
    const headers = new Map([["content-type", "text/event-stream; charset=utf-8"]]);

    assert.ok(isEventStream(heard({ headers, endMs: undefined })));
    assert.ok(!isEventStream(heard({ headers })));
    assert.ok(!isEventStream(heard({ endMs: undefined })));
    assert.ok(!isStream(heard({ headers, bodyMs: 1, endMs: 1_000 })));
  });

  it("takes only an upgrade for a socket", () => {
    assert.ok(isSocket(heard({ status: 101, headers: new Map([["upgrade", "WebSocket"]]) })));
    assert.ok(!isSocket(heard({ status: 101, headers: new Map([["upgrade", "h2c"]]) })));
    assert.ok(!isSocket(heard()));
  });

  it("takes an answer before the whole body for no upload", () => {
    assert.ok(isUpload(heard({ headMs: 310, endMs: 311 }), 300));
    assert.ok(!isUpload(heard({ headMs: 2, endMs: 3 }), 300));
    assert.ok(!isUpload(heard({ status: 404, headMs: 310 }), 300));
  });

  it("takes silence for a hang only where another path was answered", () => {
    assert.ok(isHanging(heard(NOTHING), ABSENT));
    assert.ok(!isHanging(heard(NOTHING), [heard(NOTHING), heard(NOTHING)]));
    assert.ok(!isHanging(heard({ status: 404 }), ABSENT));
  });
});
