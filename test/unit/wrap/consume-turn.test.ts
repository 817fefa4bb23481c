import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { consume, type ConsumeOptions, type MessageSource } from "../../../src/wrap/mod.ts";

/** Far more messages than a timer lets through, so that a starved loop ends and the test fails. */
const MANY = 20_000;

/** Stops the scope by a timer of the platform, and says whether that came before the last message. */
async function isStoppable(
  source: MessageSource<number>,
  options: ConsumeOptions<number>,
): Promise<boolean> {
  const scope = new Scope("worker");
  let last = 0;
  const timer = setTimeout(() => scope.stop("enough"), 1);
  await consume(source, scope, (message) => {
    last = message;
    if (message >= MANY) scope.stop("starved");
  }, options);
  clearTimeout(timer);
  return last < MANY;
}

async function* endless(): AsyncGenerator<number> {
  for (let number = 1;; number += 1) yield number;
}

function ready(): MessageSource<number> {
  let number = 0;
  return { receive: () => Promise.resolve(number += 1), release: () => {} };
}

describe("consume what is there at once", () => {
  it("lets a timer fire between two messages of a queue", async () => {
    assert.equal(await isStoppable(ready(), {}), true);
  });

  it("lets a timer fire between two messages of a generator", async () => {
    assert.equal(await isStoppable(endless(), {}), true);
  });

  it("lets a timer fire when several messages are in hand", async () => {
    assert.equal(await isStoppable(ready(), { concurrency: 4 }), true);
  });

  it("lets a timer fire with a clock that stands still", async () => {
    assert.equal(await isStoppable(ready(), { clock: handClock() }), true);
  });

  it("lets a timer fire when a queue says at once that nothing came", async () => {
    const scope = new Scope("worker");
    let asked = 0;
    const receive = (): Promise<undefined> => {
      asked += 1;
      if (asked >= MANY) scope.stop("starved");
      return Promise.resolve(undefined);
    };
    setTimeout(() => scope.stop("enough"), 1);

    await consume({ receive }, scope, () => {}, { idleMs: 0 });

    assert.ok(asked < MANY, `asked ${asked} times`);
  });

  it("gives each turn as soon as it has taken 5 ms, whatever a message takes", async () => {
    let nowMs = 0;
    const clock = { ...handClock(), nowMs: () => nowMs };
    const scope = new Scope("worker", { clock });
    const turns: number[] = [];
    let turn = 0;
    setImmediate(function count() {
      turn += 1;
      if (!scope.isStopping) setImmediate(count);
    });

    await consume(ready(), scope, (message) => {
      nowMs += 2;
      turns.push(turn);
      if (message === 9) scope.stop("enough");
    });

    const perTurn = [...Map.groupBy(turns, (each) => each).values()].map(({ length }) => length);
    assert.ok(perTurn.length >= 3, `in turns ${turns.join()}`);
    assert.ok(Math.max(...perTurn) <= 4, `in turns ${turns.join()}`);
  });
});
