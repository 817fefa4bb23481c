import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { abortable, consume, interval, scopedFetch, sleep } from "../../../src/wrap/mod.ts";
import { HandQueue } from "./hand-queue.ts";

// What JavaScript lets through: a lifecycle looks much like its scope.
const LIFE = new Lifecycle() as never;
const NO_SCOPE = {
  code: "BAD_OPTION",
  message: /"scope" must be a Scope \(for a lifecycle, its "scope"\), got a value of type object$/,
};
const NO_SIGNAL = {
  code: "BAD_OPTION",
  message: /"signal" must be an AbortSignal or a Scope \(for a lifecycle, its "scope"\), got/,
};

describe("a lifecycle where a scope is wanted", () => {
  it("is refused by consume and scopedFetch, with a hint", async () => {
    await assert.rejects(consume(new HandQueue(), LIFE, () => {}), NO_SCOPE);
    assert.throws(() => scopedFetch(LIFE), NO_SCOPE);
  });

  it("is refused as a signal, with a hint", async () => {
    await assert.rejects(sleep(0, { signal: LIFE }), NO_SIGNAL);
    await assert.rejects(interval(1, { stopping: LIFE }).next(), NO_SIGNAL);
    const never = new Promise(() => {});
    assert.throws(() => abortable(never, LIFE), NO_SIGNAL);
    assert.throws(() => abortable(new ReadableStream(), LIFE), NO_SIGNAL);
    assert.throws(() => abortable(new ReadableStream().values(), LIFE), NO_SIGNAL);
  });
});

describe("what is neither a scope nor a signal", () => {
  it("is refused without the hint", async () => {
    for (const wrong of [null, 1, "scope", {}] as never[]) {
      const error = { code: "BAD_OPTION", message: /must be an? [\w ]*Scope, got / };
      await assert.rejects(consume(new HandQueue(), wrong, () => {}), error);
      assert.throws(() => scopedFetch(wrong), error);
      await assert.rejects(sleep(0, { signal: wrong }), error);
    }
  });
});

it("takes the scope of another installed copy, which has no class in common", async () => {
  const clock = handClock();
  const scope = new Scope("worker", { clock });
  const other = new Proxy({}, {
    get: (_target, name) => {
      const value: unknown = Reflect.get(scope, name, scope);
      return typeof value === "function" ? value.bind(scope) : value;
    },
  }) as Scope;
  assert.equal(other instanceof Scope, false);
  scope.stop("enough");

  const { acked } = await consume(new HandQueue("a"), other, () => {});

  assert.equal(acked, 0);
});
