import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exitCode } from "../../../../src/verify/judge/exit-code.ts";
import type { ConnectionRecord, ExitRecord, RunRecord } from "../../../../src/verify/result.ts";
import { handRecord, handSettings, KILLED, request } from "../scenario/hand-record.ts";

function ended(exit: Partial<ExitRecord>, seen: Partial<RunRecord> = {}): readonly string[] {
  const usual = { atMs: 1_100, code: null, signal: null, killed: false };
  const record = handRecord({ exit: { ...usual, ...exit }, ...seen });
  return exitCode(record, handSettings())
    .map(({ severity, code, what }) => `${severity} ${code}: ${what}`);
}

const HELD: ConnectionRecord = {
  id: 1,
  lane: "idle",
  openMs: 500,
  closeMs: 6_000,
  end: "fin",
  requests: 1,
};

describe("exitCode", () => {
  it("expects 0", () => {
    assert.deepEqual(ended({ code: 0 }), []);
    assert.deepEqual(ended({ code: 1 }), ["fault EXIT_CODE: ended with 1, not with 0"]);
  });

  it("says nothing of one that was killed, which is late", () => {
    assert.deepEqual(exitCode(handRecord(KILLED), handSettings()), []);
  });

  it("says that nobody listens where the signal itself ended it, in words that are always alike", () => {
    assert.deepEqual(ended({ signal: "SIGTERM" }), [
      "fault SIGNAL_UNHEARD: nobody listens to SIGTERM: it ended at once by it",
    ]);
    const cut = { requests: [request("slow", { class: "lost", endMs: 1_090 })] };
    assert.deepEqual(ended({ signal: "SIGTERM" }, cut), ended({ signal: "SIGTERM" }));
  });

  it("takes one that has spoken or answered before the signal ended it for one that has listened", () => {
    const told = ["shortcoming EXIT_CODE: ended with SIGTERM, not with 0"];
    const answered = { requests: [request("slow", { endMs: 2_500 })] };

    assert.deepEqual(ended({ signal: "SIGTERM", spoke: true }), told);
    assert.deepEqual(ended({ signal: "SIGTERM", atMs: 2_600 }, answered), told);
    const after = ended({ signal: "SIGTERM", atMs: 1_100 }, answered);
    assert.match(after[0] ?? "", /^fault SIGNAL_UNHEARD/, "somebody else has answered");
  });

  it("knows the code that stands for the signal, and no other", () => {
    assert.deepEqual(ended({ code: 143 }), [
      "shortcoming EXIT_CODE: ended with 143, not with 0",
    ]);
    assert.deepEqual(ended({ code: 130 }), ["fault EXIT_CODE: ended with 130, not with 0"]);
    assert.deepEqual(ended({ signal: "SIGKILL" }), [
      "fault EXIT_CODE: ended with SIGKILL, not with 0",
    ]);
  });

  it("tells of a deadline of its own, and what was open until then", () => {
    const seen = { connections: [HELD, { ...HELD, id: 2 }] };

    assert.deepEqual(ended({ code: 1, atMs: 6_000 }, seen), [
      "fault EXIT_CODE: ended with 1, not with 0, after 5.0 s, while 2 connections (idle) were open: it ended by its own deadline, as it seems",
    ]);
    const [alone = ""] = ended({ code: 1, atMs: 6_000 });
    assert.match(alone, /after 5\.0 s: it ended by its own deadline/);
    assert.doesNotMatch(ended({ code: 1 }, seen)[0] ?? "", /deadline/);
  });
});
