import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { consume, type MessageSource } from "../../../src/wrap/mod.ts";
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

function paths(scope: Scope): readonly string[] {
  return scope.open().map(({ path }) => path);
}

describe("consume", () => {
  it("works off each message in its order, and acknowledges it after that", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue("a", "b");
    const consumed = consume(queue, scope, async (message) => {
      await Promise.resolve();
      queue.log.push(`work ${message}`);
    }, { clock });

    await clock.advance(0);
    scope.stop("enough");

    assert.deepEqual(await consumed, { acked: 2, returned: 0, failed: 0 });
    assert.deepEqual(queue.log, ["work a", "ack a", "work b", "ack b"]);
  });

  it("aborts a receive in flight by its own signal when stopped, with the very reason", async () => {
    const { clock, scope, told } = world();
    const queue = new HandQueue();
    const consumed = consume(queue, scope, () => {}, { clock });
    await clock.advance(0);

    scope.stop("enough");

    assert.deepEqual(await consumed, { acked: 0, returned: 0, failed: 0 });
    assert.deepEqual(queue.signals.map(({ reason }) => reason), [scope.reason]);
    assert.deepEqual(told, []);
  });

  it("does not abort the signal of a receive that gave a message", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue();
    const consumed = consume(queue, scope, () => {}, { clock });
    await clock.advance(0);
    queue.asked[0]?.resolve("a");
    await clock.advance(0);

    scope.stop("enough");
    await consumed;

    assert.deepEqual(queue.signals.map(({ aborted }) => aborted), [false, true]);
  });

  it("finishes the message in hand after a stop, and takes no other", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue("a", "b");
    const held = Promise.withResolvers<void>();
    const consumed = consume(queue, scope, () => held.promise, { clock });
    await clock.advance(0);
    assert.deepEqual(paths(scope), ["/worker/consume", "/worker/consume/message-1"]);
    for (const { where } of scope.open()) assert.match(where, /consume\.test\.ts:\d+:\d+$/);

    scope.stop("enough");
    await clock.advance(10_000);
    assert.deepEqual(queue.log, []);
    held.resolve();

    assert.deepEqual(await consumed, { acked: 1, returned: 0, failed: 0 });
    assert.deepEqual(queue.log, ["ack a"]);
    assert.equal(await queue.receive(scope.signal), "b");
  });

  it("is waited for by the scope, which it does not outlive", async () => {
    const { clock, scope } = world();
    const held = Promise.withResolvers<void>();
    const queue = new HandQueue("a");
    const consumed = consume(queue, scope, () => held.promise, { clock });
    await clock.advance(0);
    let isClosed = false;
    const closed = scope.close().then(() => isClosed = true);

    await clock.advance(10_000);
    assert.equal(isClosed, false);
    held.resolve();
    await closed;

    assert.equal((await consumed).acked, 1);
  });

  it("hands back a message that arrives although it is wanted no more", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue();
    const asked = Promise.withResolvers<string>();
    const deaf = Object.assign(queue, { receive: () => asked.promise });
    const consumed = consume(deaf, scope, () => assert.fail("must not be worked off"), { clock });
    await clock.advance(0);

    scope.stop("enough");
    asked.resolve("late");

    assert.deepEqual(await consumed, { acked: 0, returned: 1, failed: 0 });
    assert.deepEqual(queue.log, ["release late"]);
  });

  it("works off a late message that cannot be handed back", async () => {
    const { clock, scope } = world();
    const asked = Promise.withResolvers<string>();
    const acked: string[] = [];
    const source: MessageSource<string> = {
      receive: () => asked.promise,
      ack: (message: string) => acked.push(message),
    };
    const consumed = consume(source, scope, () => {}, { clock });
    await clock.advance(0);

    scope.stop("enough");
    asked.resolve("late");

    assert.deepEqual(await consumed, { acked: 1, returned: 0, failed: 0 });
    assert.deepEqual(acked, ["late"]);
  });

  it("cuts a handler by an abort, and hands its message back when it has ended", async () => {
    const { clock, scope, told } = world();
    const queue = new HandQueue("a");
    let seen: unknown;
    const consumed = consume(queue, scope, async (_message, { signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      seen = signal.reason;
      queue.log.push("rolled back");
      signal.throwIfAborted();
    }, { clock });
    await clock.advance(0);

    scope.abort("now");

    assert.deepEqual(await consumed, { acked: 0, returned: 1, failed: 0 });
    assert.deepEqual(queue.log, ["rolled back", "release a"]);
    assert.equal(seen, scope.reason);
    assert.deepEqual([told, clock.pending], [[], 0]);
  });

  it("acknowledges what a handler finishes although it was aborted", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue("a");
    const held = Promise.withResolvers<void>();
    const consumed = consume(queue, scope, () => held.promise, { clock });
    await clock.advance(0);

    scope.abort("now");
    await clock.advance(499);
    held.resolve();

    assert.deepEqual(await consumed, { acked: 1, returned: 0, failed: 0 });
    assert.deepEqual(queue.log, ["ack a"]);
  });

  it("hands the message of a deaf handler back after a while, and names the handler", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue("a");
    const held = Promise.withResolvers<void>();
    const consumed = consume(queue, scope, () => held.promise, { clock });
    await clock.advance(0);

    scope.abort("now");
    await clock.advance(499);
    assert.deepEqual(queue.log, []);
    await clock.advance(1);
    assert.deepEqual(queue.log, ["release a"]);
    assert.deepEqual(paths(scope), ["/worker/consume", "/worker/consume/message-1"]);
    held.resolve();

    assert.deepEqual(await consumed, { acked: 0, returned: 1, failed: 0 });
    assert.deepEqual(queue.log, ["release a"]);
  });

  it("hands back even when the scope has given up waiting", async () => {
    const clock = handClock();
    const scope = new Scope("worker", { clock, unwindMs: 10 });
    const queue = new HandQueue("a");
    const held = Promise.withResolvers<void>();
    const consumed = consume(queue, scope, () => held.promise, { unwindMs: 500 });
    await clock.advance(0);
    const closed = scope.close();
    scope.abort("now");
    await clock.advance(10);
    assert.equal((await closed).end, "timed-out");

    await clock.advance(490);
    held.resolve();

    assert.equal((await consumed).returned, 1);
    assert.deepEqual(queue.log, ["release a"]);
  });

  it("waits for what a handler opened before it acknowledges", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue("a");
    const held = Promise.withResolvers<void>();
    const consumed = consume(queue, scope, (_message, own) => {
      own.spawn("row", () => held.promise);
    }, { clock });

    await clock.advance(0);
    assert.deepEqual(queue.log, []);
    held.resolve();
    await clock.advance(0);
    assert.deepEqual(queue.log, ["ack a"]);
    scope.stop("enough");

    assert.equal((await consumed).acked, 1);
  });

  it("holds as many messages as it may, and no more", async () => {
    const { clock, scope } = world();
    const queue = new HandQueue("a", "b", "c");
    const held = new Map<string, () => void>();
    const consumed = consume(
      queue,
      scope,
      (message) => new Promise<void>((resolve) => void held.set(message, resolve)),
      { clock, concurrency: 2 },
    );
    await clock.advance(0);
    assert.deepEqual([...held.keys()], ["a", "b"]);

    held.get("b")?.();
    await clock.advance(0);
    assert.deepEqual([...held.keys()], ["a", "b", "c"]);
    scope.stop("enough");
    held.get("c")?.();
    held.get("a")?.();

    assert.deepEqual(await consumed, { acked: 3, returned: 0, failed: 0 });
  });

  it("asks an empty queue again after a while", async () => {
    const { clock, scope } = world();
    const times: number[] = [];
    const receive = (): Promise<undefined> => {
      times.push(clock.nowMs());
      return Promise.resolve(undefined);
    };
    const consumed = consume({ receive }, scope, () => {}, { clock, idleMs: 100 });

    await clock.advance(250);
    scope.stop("enough");
    await consumed;

    assert.deepEqual(times, [0, 100, 200]);
  });

  it("takes nothing on a scope that is stopping or closed", async () => {
    const receive = (): Promise<string> => assert.fail("must not be asked");
    const none = { acked: 0, returned: 0, failed: 0 };
    const stopped = new Scope("worker");
    stopped.stop("enough");
    const closed = new Scope("worker");
    await closed.close();

    assert.deepEqual(await consume({ receive }, stopped, () => {}), none);
    assert.deepEqual(await consume({ receive }, closed, () => {}), none);
  });

  it("refuses what it cannot use", async () => {
    const scope = new Scope("worker");
    const queue = new HandQueue();
    const wrong = [
      consume({} as never, scope, () => {}),
      consume({ receive: 1 } as never, scope, () => {}),
      consume(queue, scope, 5 as never),
      consume(queue, scope, () => {}, { concurrency: 0 }),
      consume(queue, scope, () => {}, { pauseMs: -1 }),
      consume(queue, scope, () => {}, { idleMs: NaN }),
      consume(queue, scope, () => {}, { unwindMs: -1 }),
      consume(queue, scope, () => {}, { messageFailed: 1 as never }),
    ];

    for (const attempt of wrong) await assert.rejects(attempt, { code: "BAD_OPTION" });
    assert.deepEqual(scope.open(), []);
  });
});
