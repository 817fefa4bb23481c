import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { Channel } from "../../../src/tasks/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { consume } from "../../../src/wrap/mod.ts";

describe("consume a channel", () => {
  it("gives its values to the handler, and ends when it is closed and empty", async () => {
    const channel = new Channel<number>({ capacity: 3 });
    for (const value of [1, 2, 3]) await channel.send(value);
    channel.close();
    let sum = 0;

    const consumed = await consume(channel, new Scope("worker"), (value) => void (sum += value));

    assert.deepEqual([sum, consumed], [6, { acked: 3, returned: 0, failed: 0 }]);
  });

  it("leaves in it, when stopped, what was not received", async () => {
    const clock = handClock();
    const scope = new Scope("worker", { clock });
    const channel = new Channel<string>({ capacity: 2 });
    for (const value of ["a", "b"]) await channel.send(value);

    const { acked } = await consume(channel, scope, () => scope.stop("enough"));

    assert.deepEqual([acked, channel.tryReceive()], [1, { done: false, value: "b" }]);
  });

  it("waits for a value, and takes none along when it is stopped meanwhile", async () => {
    const clock = handClock();
    const scope = new Scope("worker", { clock });
    const channel = new Channel<string>({ capacity: 1 });
    const seen: string[] = [];
    const consumed = consume(channel, scope, (value) => seen.push(value));
    await clock.advance(0);
    await channel.send("a");
    await clock.advance(0);

    scope.stop("enough");
    await channel.send("b");

    assert.equal((await consumed).acked, 1);
    assert.deepEqual([seen, channel.size], [["a"], 1]);
  });
});
