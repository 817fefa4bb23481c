import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QuiesceError, Scope } from "../../../src/core/mod.ts";
import { Channel, type Received } from "../../../src/tasks/mod.ts";

/** Whether a promise has settled after all that is due has run. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  for (let turn = 0; turn < 10; turn += 1) await undefined;
  return settled;
}

/** Counts the listeners that a signal has at the moment, which not every runtime tells. */
function countListeners(signal: AbortSignal): { count: number; most: number } {
  const counted = { count: 0, most: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    counted.count += 1;
    counted.most = Math.max(counted.most, counted.count);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    counted.count -= 1;
    removeEventListener.apply(signal, args);
  };
  return counted;
}

function isClosedError(error: unknown): boolean {
  return error instanceof QuiesceError && error.code === "CLOSED" &&
    error.message === "Cannot send to a channel: it is closed";
}

function valueOf<T>(received: Received<T> | undefined): T | "end" | "nothing" {
  if (received === undefined) return "nothing";
  return received.done ? "end" : received.value;
}

describe("a bounded Channel", () => {
  it("takes as many as it has room for, and lets the next sender wait", async () => {
    const channel = new Channel<number>({ capacity: 2 });

    await channel.send(1);
    await channel.send(2);
    const third = channel.send(3);

    assert.equal(await hasSettled(third), false);
    assert.equal(channel.size, 2);
    assert.equal(valueOf(await channel.receive()), 1);
    await third;
    assert.equal(channel.size, 2);
  });

  it("keeps the order of those who sent, though some had to wait", async () => {
    const channel = new Channel<number>({ capacity: 1 });
    const sent = [1, 2, 3, 4].map((n) => channel.send(n));

    const received: unknown[] = [];
    for (let n = 0; n < 4; n += 1) received.push(valueOf(await channel.receive()));

    await Promise.all(sent);
    assert.deepEqual(received, [1, 2, 3, 4]);
  });

  it("lets nobody overtake a sender that waits", () => {
    const channel = new Channel<number>({ capacity: 1 });
    void channel.send(1);
    void channel.send(2);

    assert.equal(valueOf(channel.tryReceive()), 1);
    assert.equal(channel.trySend(3), false);
    assert.equal(valueOf(channel.tryReceive()), 2);
    assert.equal(channel.trySend(3), true);
  });

  it("serves receivers in the order in which they came", async () => {
    const channel = new Channel<number>({ capacity: 1 });
    const received = [channel.receive(), channel.receive(), channel.receive()];

    for (const n of [1, 2, 3]) await channel.send(n);

    assert.deepEqual((await Promise.all(received)).map(valueOf), [1, 2, 3]);
  });

  it("carries undefined, and tells it from the end", async () => {
    const channel = new Channel<undefined>({ capacity: 1 });
    await channel.send(undefined);
    channel.close();

    assert.deepEqual(await channel.receive(), { done: false, value: undefined });
    assert.deepEqual(await channel.receive(), { done: true, value: undefined });
  });

  it("refuses a capacity that is none", () => {
    for (const capacity of [-1, 1.5, Infinity, NaN, "3" as unknown as number]) {
      assert.throws(() => new Channel({ capacity }), { code: "BAD_OPTION" });
    }
    assert.throws(() => new Channel({ latest: true, capacity: 3 }), {
      code: "BAD_OPTION",
      message: 'Cannot make a channel: "capacity" must be left out when "latest" is true, got 3',
    });
  });
});

describe("an unbuffered Channel", () => {
  it("lets a sender wait until its value is received", async () => {
    const channel = new Channel<string>();
    const sent = channel.send("a");

    assert.equal(await hasSettled(sent), false);
    assert.equal(channel.size, 0);
    assert.equal(valueOf(await channel.receive()), "a");
    await sent;
  });

  it("hands over at once to a receiver that waits", async () => {
    const channel = new Channel<string>();
    const received = channel.receive();

    assert.equal(channel.trySend("a"), true);
    assert.equal(channel.trySend("b"), false);
    assert.equal(valueOf(await received), "a");
  });
});

describe("a latest-value Channel", () => {
  it("replaces what was not received", async () => {
    const channel = new Channel<number>({ latest: true });

    for (const n of [1, 2, 3]) await channel.send(n);

    assert.equal(channel.size, 1);
    assert.equal(valueOf(await channel.receive()), 3);
    assert.equal(channel.tryReceive(), undefined);
  });

  it("hands each value to one receiver, when they wait", async () => {
    const channel = new Channel<number>({ latest: true });
    const received = [channel.receive(), channel.receive()];

    channel.trySend(1);
    channel.trySend(2);

    assert.deepEqual((await Promise.all(received)).map(valueOf), [1, 2]);
  });

  it("gives the last value out after it has closed", async () => {
    const channel = new Channel<number>({ latest: true });
    channel.trySend(7);
    channel.close();

    assert.equal(channel.trySend(8), false);
    assert.equal(valueOf(await channel.receive()), 7);
    assert.equal(valueOf(await channel.receive()), "end");
  });
});

describe("closing a Channel", () => {
  it("rejects a later send, with the reason as the cause", async () => {
    const channel = new Channel<number>({ capacity: 5 });
    const reason = new Error("the source has ended");
    channel.close(reason);
    channel.close("another");

    await assert.rejects(channel.send(1), (error: Error) => {
      return isClosedError(error) && error.cause === reason;
    });
    assert.equal(channel.trySend(1), false);
    assert.equal(channel.isClosed, true);
  });

  it("rejects senders that wait, and does not deliver what they brought", async () => {
    for (const capacity of [0, 1]) {
      const channel = new Channel<string>({ capacity });
      if (capacity === 1) await channel.send("in");
      const waiting = [channel.send("out"), channel.send("out")];

      channel.close();

      for (const each of waiting) await assert.rejects(each, isClosedError);
      if (capacity === 1) assert.equal(valueOf(await channel.receive()), "in");
      assert.equal(valueOf(await channel.receive()), "end");
    }
  });

  it("ends receivers that wait, and the promise of being closed", async () => {
    const channel = new Channel<number>();
    const received = [channel.receive(), channel.receive()];
    assert.equal(await hasSettled(channel.closed), false);

    channel.close();

    assert.deepEqual((await Promise.all(received)).map(valueOf), ["end", "end"]);
    await channel.closed;
    assert.equal(valueOf(channel.tryReceive()), "end");
  });

  it("is what a scope does that owns it", async () => {
    const scope = new Scope("owner");
    const channel = scope.use(new Channel<number>());

    await scope.close();

    assert.equal(channel.isClosed, true);
  });
});

describe("cancelling in a Channel", () => {
  const reason = new Error("enough");

  it("takes the value of a sender back that gave up", async () => {
    const channel = new Channel<string>();
    const controller = new AbortController();
    const first = channel.send("first", { signal: controller.signal });
    const second = channel.send("second");

    controller.abort(reason);

    await assert.rejects(first, (error) => error === reason);
    assert.equal(valueOf(await channel.receive()), "second");
    await second;
  });

  it("leaves the value to others when a receiver gives up", async () => {
    const channel = new Channel<string>();
    const controller = new AbortController();
    const first = channel.receive({ signal: controller.signal });
    const second = channel.receive();

    controller.abort(reason);
    await channel.send("a");

    await assert.rejects(first, (error) => error === reason);
    assert.equal(valueOf(await second), "a");
  });

  it("delivers what was handed over before the abort", async () => {
    const channel = new Channel<string>();
    const controller = new AbortController();
    const received = channel.receive({ signal: controller.signal });
    const sent = channel.send("a", { signal: controller.signal });

    controller.abort(reason);

    await sent;
    assert.equal(valueOf(await received), "a");
  });

  it("does nothing when the signal has aborted before, though it could at once", async () => {
    const channel = new Channel<string>({ capacity: 2 });
    channel.trySend("kept");
    const signal = AbortSignal.abort(reason);

    await assert.rejects(channel.send("a", { signal }), (error) => error === reason);
    await assert.rejects(channel.receive({ signal }), (error) => error === reason);
    assert.equal(channel.size, 1);
  });

  it("keeps a reason that is not an error", async () => {
    const channel = new Channel<string>();
    const controller = new AbortController();
    const received = channel.receive({ signal: controller.signal });

    controller.abort(null);

    await assert.rejects(received, (error) => error === null);
    await assert.rejects(channel.receive({ signal: controller.signal }), (error) => error === null);
  });

  it("obeys the abort of a scope, and not its stop", async () => {
    const channel = new Channel<string>();
    const scope = new Scope("work");
    const received = channel.receive({ signal: scope });

    scope.stop();
    assert.equal(await hasSettled(received), false);
    scope.abort("enough");

    await assert.rejects(received, (error) => error === scope.reason);
    await assert.rejects(channel.send("a", { signal: scope }), { message: "enough" });
  });

  it("waits for nobody in a closed scope", async () => {
    const scope = new Scope("work");
    await scope.close();

    const received = new Channel<string>().receive({ signal: scope });

    await assert.rejects(received, { name: "AbortError", message: "the scope is closed" });
  });

  it("leaves no listener on the signal, and never has more than one", async () => {
    const channel = new Channel<number>();
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = countListeners(signal);

    const received = Array.from({ length: 50 }, () => channel.receive({ signal }));
    for (let n = 0; n < 50; n += 1) channel.trySend(n);
    await Promise.all(received);
    assert.deepEqual(listeners, { count: 0, most: 1 });

    const sent = [1, 2, 3].map((n) => channel.send(n, { signal }));
    channel.close();
    await Promise.allSettled(sent);
    assert.deepEqual(listeners, { count: 0, most: 1 });

    const others = [1, 2, 3].map(() => new Channel<number>().receive({ signal }));
    controller.abort(reason);
    await Promise.allSettled(others);
    assert.deepEqual(listeners, { count: 0, most: 1 });
  });

  it("puts no listener on a signal when it need not wait", async () => {
    const channel = new Channel<number>({ capacity: 1 });
    const { signal } = new AbortController();
    const listeners = countListeners(signal);

    await channel.send(1, { signal });
    await channel.receive({ signal });

    assert.deepEqual(listeners, { count: 0, most: 0 });
  });

  it("cancels 200000 that wait on one signal or scope without going quadratic", async () => {
    const controller = new AbortController();
    const scope = new Scope("work");
    const startMs = performance.now();

    for (const signal of [controller.signal, scope]) {
      const channel = new Channel<number>();
      const waiting = Array.from({ length: 100_000 }, () => channel.receive({ signal }));
      // Who handles rejections only afterwards makes Deno go quadratic itself.
      const settled = Promise.allSettled(waiting);
      // The first half leaves by a value, the rest is cancelled.
      for (let n = 0; n < 50_000; n += 1) channel.trySend(n);
      if (signal === scope) scope.abort(reason);
      else controller.abort(reason);
      const ends = await settled;
      assert.equal(ends.filter(({ status }) => status === "rejected").length, 50_000);
    }

    assert.ok(performance.now() - startMs < 20_000, "a quadratic walk takes minutes");
  });
});

describe("iterating over a Channel", () => {
  it("ends when the channel is closed and empty", async () => {
    const channel = new Channel<number>({ capacity: 3 });
    for (const n of [1, 2, 3]) channel.trySend(n);
    channel.close();

    const received: number[] = [];
    for await (const n of channel) received.push(n);

    assert.deepEqual(received, [1, 2, 3]);
  });

  it("leaves the channel open when the loop is left", async () => {
    const channel = new Channel<number>({ capacity: 3 });
    for (const n of [1, 2, 3]) channel.trySend(n);

    for await (const n of channel) if (n === 2) break;

    assert.equal(channel.isClosed, false);
    assert.equal(valueOf(channel.tryReceive()), 3);
  });

  it("takes no value along when it is left while it waits", async () => {
    const channel = new Channel<number>();
    const values = channel.values();
    const waiting = [values.next(), values.next()];

    await values.return?.();
    const sent = channel.trySend(1);

    assert.equal(sent, false);
    assert.deepEqual((await Promise.all(waiting)).map(({ done }) => done), [true, true]);
    assert.equal((await values.next()).done, true);
  });

  it("shares the values among several loops, each value once", async () => {
    const channel = new Channel<number>();
    const seen: number[] = [];
    const loop = async (): Promise<void> => {
      for await (const n of channel) seen.push(n);
    };
    const loops = [loop(), loop(), loop()];

    for (let n = 0; n < 30; n += 1) await channel.send(n);
    channel.close();

    await Promise.all(loops);
    assert.deepEqual(seen.toSorted((a, b) => a - b), Array.from({ length: 30 }, (_, n) => n));
  });

  it("throws the reason when its signal aborts", async () => {
    const channel = new Channel<number>();
    const controller = new AbortController();
    const loop = (async () => {
      for await (const n of channel.values({ signal: controller.signal })) void n;
    })();

    controller.abort(new Error("enough"));

    await assert.rejects(loop, { message: "enough" });
  });
});

describe("the buffer of a Channel", () => {
  it("keeps the order while it grows, wraps around and shrinks", () => {
    const channel = new Channel<number>({ capacity: 5_000 });
    let sent = 0;
    let received = 0;

    for (const [sends, receives] of [[10, 7], [20, 22], [40, 30], [4_500, 4_511], [9, 9]]) {
      for (let n = 0; n < (sends ?? 0); n += 1) assert.ok(channel.trySend(sent++));
      for (let n = 0; n < (receives ?? 0); n += 1) {
        assert.equal(valueOf(channel.tryReceive()), received++);
      }
    }

    assert.equal(channel.size, 0);
    assert.equal(sent, received);
    assert.equal(channel.tryReceive(), undefined);
  });
});
