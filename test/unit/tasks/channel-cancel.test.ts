import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { Channel } from "../../../src/tasks/mod.ts";
import { countListeners } from "./count-listeners.ts";
import { hasSettled } from "./has-settled.ts";
import { valueOf } from "./value-of.ts";

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

  it("gives no value to a receiver whose scope has closed, and takes none from such a sender", async () => {
    const scope = new Scope("work");
    const full = new Channel<string>();
    const empty = new Channel<string>();
    const [sent, received] = [full.send("a", { signal: scope }), empty.receive({ signal: scope })];
    const next = empty.values({ signal: scope }).next();
    // Who handles rejections only afterwards has not handled them.
    const settled = Promise.allSettled([sent, received, next]);

    assert.equal((await scope.close("over")).end, "done");

    const reasons = (await settled).map((each) => each.status === "rejected" && each.reason);
    assert.deepEqual(reasons, [scope.reason, scope.reason, scope.reason]);
    assert.equal(full.tryReceive(), undefined);
    assert.equal(empty.trySend("b"), false);
  });

  it("serves who waits in a scope that closes until all else there has ended", async () => {
    const channel = new Channel<string>();
    const scope = new Scope("work");
    const task = scope.spawn("last", () => channel.receive({ signal: scope }));

    const closed = scope.close();
    assert.equal(await hasSettled(closed), false);
    assert.equal(channel.trySend("a"), true);

    assert.equal((await closed).end, "done");
    assert.deepEqual(task.ended, { end: "done", value: { done: false, value: "a" } });
  });

  it("leaves nothing on the scope when the wait is over", async () => {
    const channel = new Channel<number>();
    const scope = new Scope("work");
    const received = Array.from({ length: 3 }, () => channel.receive({ signal: scope }));
    for (let n = 0; n < 3; n += 1) channel.trySend(n);

    // A scope with a cleanup closes later than within the call.
    void scope.close();

    assert.equal(scope.isClosed, true);
    assert.deepEqual((await Promise.all(received)).map(valueOf), [0, 1, 2]);
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
