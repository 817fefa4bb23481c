import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StopReason, type StopReasonOptions } from "../../../src/core/reason.ts";
import { errorReport, exitCodeOf, frozen, type Report } from "../../../src/core/report.ts";

type Facts = Omit<Report, "exitCode">;

const ORDERLY: Facts = {
  identity: {},
  end: "completed",
  reason: { kind: "signal", message: "received SIGTERM", signal: "SIGTERM" },
  startedAt: "2026-01-01T00:00:00.000Z",
  graceMs: 1_000,
  tookMs: 10,
  deadlinePassed: false,
  phases: [],
  hooks: [],
  gates: [{ gate: "work", inFlight: 3, finished: 3, cut: 0, refused: 2 }],
  cut: [],
  unstopped: [],
  errors: [],
  longestBlockMs: 0,
};
const ERRORS = [{ from: "close hook", name: "Error", message: "broken" }];
const GATES = [{ gate: "work", inFlight: 3, finished: 2, cut: 1, refused: 0 }];
const UNSTOPPED = [{ path: "/worker", kind: "task", ageMs: 5, where: "" }] as const;
const FAILURE = { kind: "failure", message: "the start failed" };

function forced(options?: StopReasonOptions): StopReason {
  return new StopReason("forced", options);
}

describe("exitCodeOf", () => {
  const byInt = forced({ kind: "signal", signal: { name: "SIGINT", number: 2 } });
  const byTerm = forced({ kind: "signal", signal: { name: "SIGTERM", number: 15 } });
  const table: readonly (readonly [string, Partial<Facts>, StopReason | undefined, number])[] = [
    ["an orderly end by a signal", {}, undefined, 0],
    ["refused work", { gates: ORDERLY.gates }, undefined, 0],
    ["an error", { errors: ERRORS }, undefined, 1],
    ["a failure for the reason", { reason: FAILURE }, undefined, 1],
    ["a force by a call", {}, forced(), 1],
    ["a cut request", { gates: GATES }, undefined, 124],
    ["something left", { unstopped: UNSTOPPED }, undefined, 124],
    ["a deadline that passed", { deadlinePassed: true }, undefined, 124],
    ["an error and a cut", { errors: ERRORS, gates: GATES }, undefined, 1],
    ["a second SIGINT", {}, byInt, 130],
    ["a second SIGTERM, with an error and a cut", { errors: ERRORS, gates: GATES }, byTerm, 143],
  ];

  for (const [what, facts, why, code] of table) {
    it(`is ${code} for ${what}`, () => {
      assert.equal(exitCodeOf({ ...ORDERLY, ...facts }, why), code);
    });
  }
});

describe("errorReport", () => {
  it("makes data of an error, its code, its stack and its causes", () => {
    const cause = Object.assign(new TypeError("refused"), { code: "ECONNREFUSED" });
    const error = new Error("cannot connect", { cause });

    const { stack, cause: inner, ...rest } = errorReport("close hook", error);

    assert.deepEqual(rest, { from: "close hook", name: "Error", message: "cannot connect" });
    assert.match(stack ?? "", /report\.test/);
    assert.equal(inner?.name, "TypeError");
    assert.equal(inner?.code, "ECONNREFUSED");
  });

  it("follows a circle of causes for a while only", () => {
    const error = new Error("round");
    error.cause = error;

    const rounds = JSON.stringify(errorReport("here", error)).split('"message":"round"').length - 1;

    assert.equal(rounds, 6);
  });

  it("leaves out a code that is no text", () => {
    assert.equal(errorReport("here", new DOMException("gone", "AbortError")).code, undefined);
  });

  it("makes data of anything that is thrown", () => {
    const said = (thrown: unknown) => errorReport("here", thrown).message;

    assert.equal(said("text"), "text");
    assert.equal(said(undefined), "undefined");
    assert.equal(said(Symbol("odd")), "Symbol(odd)");
    assert.equal(said(Object.create(null)), "(cannot be read)");
  });

  it("makes texts of fields that are none, or that throw", () => {
    const odd = new Error("odd");
    Object.defineProperty(odd, "name", { value: { toString: () => "Odd" } });
    Object.defineProperty(odd, "stack", { value: 5 });
    const broken = Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error("no message for you");
      },
    });

    assert.deepEqual(errorReport("here", odd), { from: "here", name: "Odd", message: "odd" });
    assert.equal(errorReport("here", broken).message, "(cannot be read)");
  });
});

describe("frozen", () => {
  it("freezes all the way down, and gives the same back", () => {
    const data = { list: [{ deep: 1 }], nothing: null, missing: undefined };

    const result = frozen(data);

    assert.equal(result, data);
    assert.ok(Object.isFrozen(data) && Object.isFrozen(data.list) && Object.isFrozen(data.list[0]));
  });

  it("leaves what is no data as it is", () => {
    assert.equal(frozen(null), null);
    assert.equal(frozen("text"), "text");
  });
});
