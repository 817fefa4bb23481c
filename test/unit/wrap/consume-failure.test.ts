import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type Report, Scope, StopReason } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { consume } from "../../../src/wrap/mod.ts";
import { HandQueue } from "./hand-queue.ts";

/** A scope on a clock that is moved by hand, and the errors that it was told of. */
function world(): {
  readonly clock: HandClock;
  readonly scope: Scope;
  readonly told: readonly unknown[];
} {
  const clock = handClock();
  const told: unknown[] = [];
  const observer = { taskFailed: (_scope: Scope, error: unknown) => void told.push(error) };
  return { clock, scope: new Scope("worker", { clock, observer }), told };
}

async function* letters(...all: readonly string[]): AsyncGenerator<string> {
  yield* all;
}

describe("consume when something fails", () => {
  it("hands back what a handler failed at, reports it, and takes no other for a while", async () => {
    const { clock, scope, told } = world();
    const error = new Error("no such order");
    const queue = new HandQueue("a", "b");
    const consumed = consume(queue, scope, (message) => {
      if (message === "a") throw error;
    }, { clock, pauseMs: 1_000 });

    await clock.advance(999);
    assert.deepEqual(queue.log, ["release a"]);
    await clock.advance(1);
    assert.deepEqual(queue.log, ["release a", "ack b"]);
    scope.stop("enough");

    assert.deepEqual(await consumed, { acked: 1, returned: 0, failed: 1 });
    assert.deepEqual(told, [error]);
  });

  it("ends the pause after a failure when stopped", async () => {
    const { clock, scope } = world();
    const consumed = consume(new HandQueue("a", "b"), scope, () => {
      throw new Error("no such order");
    }, { clock, pauseMs: 60_000 });
    await clock.advance(0);

    scope.stop("enough");

    assert.deepEqual(await consumed, { acked: 0, returned: 0, failed: 1 });
    assert.equal(clock.pending, 0);
  });

  it("tells the caller of failures, when asked to, instead of the scope", async () => {
    const { clock, scope, told } = world();
    const error = new Error("no such order");
    const heard: unknown[] = [];
    const consumed = consume(letters("a"), scope, () => Promise.reject(error), {
      clock,
      messageFailed: (...args) => heard.push(args),
    });
    await clock.advance(1_000);

    assert.deepEqual(await consumed, { acked: 0, returned: 0, failed: 1 });
    assert.deepEqual([heard, told], [[[error, "a"]], []]);
    assert.equal((await scope.close()).end, "done");
  });

  it("leaves the exit code as it is before a shutdown, and makes it 1 during one", async () => {
    const error = new Error("no such order");
    const codes: Record<string, number> = {};
    for (const when of ["before", "during"]) {
      const life = new Lifecycle();
      life.ready();
      let report: Promise<Report> | undefined;
      await consume(letters("a"), life.scope, () => {
        if (when === "during") report = life.shutdown();
        throw error;
      }, { pauseMs: 0 });
      codes[when] = (await (report ?? life.shutdown())).exitCode;
    }

    assert.deepEqual(codes, { before: 0, during: 1 });
  });

  it("counts for the exit code when it is told to end the process with a failure", async () => {
    const life = new Lifecycle();
    life.ready();

    await consume(letters("a"), life.scope, () => Promise.reject(new Error("no such order")), {
      messageFailed: (cause) =>
        void life.shutdown(new StopReason("a message failed", { kind: "failure", cause })),
    });

    assert.equal((await life.shutdown()).exitCode, 1);
  });

  it("takes an abort error that nobody asked for as a failure", async () => {
    const { clock, scope, told } = world();
    const error = new DOMException("aborted", "AbortError");

    const consumed = consume(letters("a"), scope, () => Promise.reject(error), { clock });
    await clock.advance(1_000);

    assert.deepEqual([(await consumed).failed, told], [1, [error]]);
  });

  it("reports what ack and release throw, and tells neither of them twice", async () => {
    const { clock, scope, told } = world();
    const errors = { a: new Error("cannot ack"), b: new Error("cannot release") };
    const refused = new Error("no such order");
    const queue = new HandQueue("a", "b");
    queue.onAck = () => Promise.reject(errors.a);
    queue.onRelease = () => {
      throw errors.b;
    };
    const consumed = consume(queue, scope, (message) => {
      if (message === "b") throw refused;
    }, { clock, pauseMs: 0 });

    await clock.advance(0);
    scope.stop("enough");

    assert.deepEqual(await consumed, { acked: 0, returned: 0, failed: 2 });
    assert.deepEqual(queue.log, ["ack a", "release b"]);
    assert.deepEqual(told, [errors.a, refused, errors.b]);
  });

  it("rejects with the error of a source that cannot be asked, when nothing is in hand", async () => {
    const { clock, scope, told } = world();
    const error = new Error("connection refused");
    const queue = new HandQueue("a");
    const held = Promise.withResolvers<void>();
    let isOver = false;
    const consumed = consume(queue, scope, () => held.promise, { clock, concurrency: 2 })
      .catch((thrown: unknown) => thrown)
      .finally(() => isOver = true);
    await clock.advance(0);

    queue.asked[0]?.reject(error);
    await clock.advance(0);
    assert.equal(isOver, false);
    held.resolve();

    assert.equal(await consumed, error);
    assert.deepEqual([queue.log, told], [["ack a"], []]);
  });
});
