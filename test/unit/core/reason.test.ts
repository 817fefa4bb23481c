import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAbortError, StopReason, toReason } from "../../../src/core/reason.ts";

describe("StopReason", () => {
  it("is an abort error unless a deadline passed", () => {
    const kinds = ["call", "signal", "failure", "client", "idle"] as const;

    for (const kind of kinds) {
      const { name, code } = new StopReason("why", { kind });
      assert.deepEqual({ name, code }, { name: "AbortError", code: "STOPPED" });
    }
  });

  it("is a timeout error when a deadline passed", () => {
    const reason = new StopReason("too late", { kind: "deadline" });

    assert.equal(reason.name, "TimeoutError");
    assert.equal(reason.code, "DEADLINE");
  });

  it("is a call when nobody says otherwise", () => {
    const { kind, signal, cause } = new StopReason("why");

    assert.deepEqual({ kind, signal, cause }, {
      kind: "call",
      signal: undefined,
      cause: undefined,
    });
  });

  it("keeps its cause and its signal", () => {
    const cause = new Error("behind it");
    const signal = { name: "SIGTERM", number: 15 };

    const reason = new StopReason("received SIGTERM", { kind: "signal", signal, cause });

    assert.equal(reason.cause, cause);
    assert.equal(reason.signal, signal);
    assert.ok(reason instanceof Error);
  });

  it("is told by its name, as code for the platform expects", async () => {
    const controller = new AbortController();
    controller.abort(new StopReason("enough"));

    const error = await Promise.reject(controller.signal.reason).catch((reason) => reason);

    assert.equal(error.name, "AbortError");
    assert.equal(String(error), "AbortError: enough");
  });
});

describe("toReason", () => {
  it("keeps a reason as it is", () => {
    const reason = new StopReason("why");

    assert.equal(toReason(reason, "otherwise"), reason);
  });

  it("takes a text for the message", () => {
    assert.equal(toReason("why", "otherwise").message, "why");
  });

  it("says otherwise when nothing was given", () => {
    assert.equal(toReason(undefined, "otherwise").message, "otherwise");
    assert.equal(toReason(undefined, "otherwise").cause, undefined);
  });

  it("wraps an error as the cause, with its message", () => {
    const error = new RangeError("broken");

    const reason = toReason(error, "otherwise");

    assert.equal(reason.message, "broken");
    assert.equal(reason.cause, error);
  });

  it("keeps anything else as the cause", () => {
    assert.equal(toReason(null, "otherwise").cause, null);
    assert.equal(toReason(42, "otherwise").cause, 42);
    assert.equal(toReason(42, "otherwise").message, "otherwise");
  });
});

describe("isAbortError", () => {
  it("knows the reasons of the platform and ours", () => {
    assert.ok(isAbortError(new DOMException("stopped", "AbortError")));
    assert.ok(isAbortError(new DOMException("late", "TimeoutError")));
    assert.ok(isAbortError(new StopReason("stopped")));
    assert.ok(isAbortError({ name: "AbortError" }));
  });

  it("takes nothing else for one", () => {
    const others = [new Error("AbortError"), undefined, null, "AbortError", 0, {}, { name: 1 }];

    assert.deepEqual(others.map(isAbortError), others.map(() => false));
  });
});
