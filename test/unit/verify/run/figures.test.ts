import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Figures } from "../../../../src/verify/result.ts";
import { figuresOf, type Seen } from "../../../../src/verify/run/figures.ts";
import { exchange } from "../judge/hand-exchange.ts";

const SIGNAL_MS = 1_000;

function figures(seen: Partial<Seen>): Figures {
  return figuresOf({
    raw: [],
    connections: [],
    linesMs: [],
    signalAtMs: SIGNAL_MS,
    hasReadiness: false,
    ...seen,
  });
}

const ANSWER = { end: "whole", status: 200 } as const;

describe("figuresOf", () => {
  it("has none without a signal", () => {
    assert.deepEqual(figures({ signalAtMs: undefined }), {});
  });

  it("takes the exit for a reaction, and says no time of one that was killed", () => {
    const exit = { atMs: 1_500, code: 0, signal: null, killed: false };

    assert.deepEqual(figures({ exit }), { reactionMs: 500, exitMs: 500 });
    assert.deepEqual(figures({ exit: { ...exit, killed: true } }), { reactionMs: 500 });
  });

  it("takes the first answer that says close for a reaction, if none said it before", () => {
    const closing = exchange({ ...ANSWER, endMs: 1_040, saidClose: true });
    const before = exchange({ ...ANSWER, endMs: 900, saidClose: true });

    assert.equal(figures({ raw: [closing] }).reactionMs, 40);
    assert.equal(figures({ raw: [before, closing] }).reactionMs, undefined);
  });

  it("takes no answer to a probe for a reaction, which asks itself to be closed", () => {
    const probe = exchange({ ...ANSWER, lane: "probe", endMs: 1_040, saidClose: true });

    assert.equal(figures({ raw: [probe] }).reactionMs, undefined);
  });

  it("takes a refusal, the end of a connection and a printed line for reactions", () => {
    const refused = exchange({ ...ANSWER, status: 503, lane: "probe", endMs: 1_030 });
    const ended = {
      id: 1,
      lane: "idle",
      openMs: 0,
      closeMs: 1_020,
      end: "fin",
      requests: 1,
    } as const;

    assert.equal(figures({ raw: [refused] }).reactionMs, 30);
    assert.equal(figures({ raw: [refused], connections: [ended] }).reactionMs, 20);
    assert.equal(figures({ connections: [ended], linesMs: [500, 1_010] }).reactionMs, 10);
  });

  it("knows readiness by its probes, and only when they ask for it", () => {
    const red = exchange({ ...ANSWER, status: 503, lane: "probe", endMs: 1_030 });

    assert.equal(figures({ raw: [red], hasReadiness: true }).notReadyMs, 30);
    assert.equal(figures({ raw: [red] }).notReadyMs, undefined);
  });

  it("drains until the last request that was in flight at the signal has ended", () => {
    const raw = [
      exchange({ ...ANSWER, startMs: 100, endMs: 900 }),
      exchange({ ...ANSWER, startMs: 900, endMs: 1_700 }),
      exchange({ ...ANSWER, startMs: 1_100, endMs: 3_000 }),
    ];

    assert.equal(figures({ raw }).drainMs, 700);
  });
});
