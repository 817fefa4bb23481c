import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  canMove,
  isPast,
  type Phase,
  type State,
  STATE_OF,
  STATES,
} from "../../../src/core/state.ts";

const PHASES = Object.keys(STATE_OF) as Phase[];

/** Written out a second time, so that a change of the table is a change of two files. */
const LEGAL: readonly string[] = [
  "starting ready",
  "starting announcing",
  "ready announcing",
  "announcing ready",
  "announcing draining",
  "draining compensating",
  "compensating closing",
  "closing flushing",
  "flushing stopped",
];

function moves(): readonly (readonly [State, State])[] {
  return STATES.flatMap((from) => STATES.map((to) => [from, to] as const));
}

describe("state", () => {
  it("moves as the table says, and in no other way", () => {
    const legal = moves().filter(([from, to]) => canMove(from, to)).map((move) => move.join(" "));

    assert.deepEqual(legal, LEGAL);
  });

  it("has one way back, and no way out of the last", () => {
    const back = moves().filter(([from, to]) =>
      canMove(from, to) && STATES.indexOf(to) < STATES.indexOf(from)
    );

    assert.deepEqual(back, [["announcing", "ready"]]);
    assert.ok(STATES.every((to) => !canMove("stopped", to)));
  });

  it("has the phases in the order of their states", () => {
    const places = PHASES.map((phase) => STATES.indexOf(STATE_OF[phase]));

    assert.deepEqual(PHASES, ["announce", "drain", "compensate", "close", "flush"]);
    assert.deepEqual(places, places.toSorted((a, b) => a - b));
  });

  it("knows which phase is past", () => {
    assert.equal(isPast("drain", "ready"), false);
    assert.equal(isPast("drain", "draining"), false);
    assert.equal(isPast("drain", "compensating"), true);
    assert.ok(PHASES.every((phase) => isPast(phase, "stopped") && !isPast(phase, "starting")));
  });
});
