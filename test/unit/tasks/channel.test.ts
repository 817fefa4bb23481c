import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QuiesceError, Scope } from "../../../src/core/mod.ts";
import { Channel } from "../../../src/tasks/mod.ts";
import { hasSettled } from "./has-settled.ts";
import { valueOf } from "./value-of.ts";

function isClosedError(error: unknown): boolean {
  return error instanceof QuiesceError && error.code === "CLOSED" &&
    error.message === "Cannot send to a channel: it is closed";
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
