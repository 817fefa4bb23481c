import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope, StopReason, track, type Tracker } from "../../../src/core/mod.ts";
import { checkpoint, type CheckpointSource } from "../../../src/tasks/checkpoint.ts";

/** Goes round until `isEnough` says so or the source is aborted. */
async function spin(source: CheckpointSource, isEnough: () => boolean): Promise<number> {
  let rounds = 0;
  for (; !isEnough(); rounds++) {
    const turn = checkpoint(source);
    if (turn) await turn;
  }
  return rounds;
}

/** What `spin` throws, as a value. */
async function thrown(source: CheckpointSource): Promise<unknown> {
  return await spin(source, () => false).then(() => undefined, (error: unknown) => error);
}

/** Goes round until a turn is due. */
function due(source: CheckpointSource): Promise<void> {
  for (;;) {
    const turn = checkpoint(source);
    if (turn) return turn;
  }
}

/** How many turns of the event loop `run` asks for. */
function countTurns(run: () => void): number {
  const { setImmediate } = globalThis;
  let asked = 0;
  globalThis.setImmediate = ((...given: Parameters<typeof setImmediate>) => {
    asked += 1;
    return setImmediate(...given);
  }) as typeof setImmediate;
  try {
    run();
  } finally {
    globalThis.setImmediate = setImmediate;
  }
  return asked;
}

describe("checkpoint", () => {
  it("lets a timer run during a loop that never waits", async () => {
    const { signal } = new AbortController();
    let isDue = false;
    setTimeout(() => isDue = true, 20);

    const rounds = await spin(signal, () => isDue);

    assert.ok(rounds > 0);
  });

  it("returns nothing in nearly all rounds", async () => {
    const { signal } = new AbortController();
    let turns = 0;

    for (let round = 0; round < 10_000; round++) {
      const turn = checkpoint(signal);
      if (!turn) continue;
      turns += 1;
      await turn;
    }

    assert.ok(turns < 5_000, `${turns} turns in 10000 rounds`);
  });

  it("throws the reason at once when the signal is aborted already", () => {
    const reason = new Error("enough");

    assert.throws(() => checkpoint(AbortSignal.abort(reason)), (error) => error === reason);
  });

  it("throws the reason when the signal aborts in the middle of a round", () => {
    const controller = new AbortController();
    const reason = new Error("enough");

    for (let round = 0; round < 1_000; round++) void checkpoint(controller.signal);
    controller.abort(reason);

    assert.throws(() => checkpoint(controller.signal), (error) => error === reason);
  });

  it("throws the reason when the signal aborts during a turn", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 10);

    assert.equal(await thrown(controller.signal), reason);
  });

  it("obeys the deadline of a scope", async () => {
    const scope = new Scope("root").child("search", { timeoutMs: 10 });

    const error = await thrown(scope);

    assert.ok(error === scope.reason && error instanceof StopReason);
    assert.equal(error.kind, "deadline");
  });

  it("passes a soft stop of a scope by, unless it is given the soft signal", () => {
    const scope = new Scope("search");
    scope.stop("no more");

    assert.doesNotThrow(() => checkpoint(scope));
    assert.throws(() => checkpoint(scope.stopping), { message: "no more" });
  });

  it("gives each of several loops its turns, and ends all of them", async () => {
    const { signal } = new AbortController();
    let ended = 0;
    const others = (): boolean => ended === 3;
    const isDue = [10, 20, 30].map((delayMs) => {
      let due = false;
      setTimeout(() => due = true, delayMs);
      return () => due;
    });

    const loops = isDue.map((isEnough) => spin(signal, isEnough).then(() => ended += 1));
    await Promise.all([...loops, spin(signal, others)]);

    assert.equal(ended, 3);
  });

  it("asks for one turn for each promise that is awaited", async () => {
    const { signal } = new AbortController();
    let settled: Promise<unknown> | undefined;

    const asked = countTurns(() => void (settled = due(signal).finally(() => {})));
    await settled;

    assert.equal(asked, 1);
  });

  it("asks for no turn when what it returns is dropped", () => {
    const { signal } = new AbortController();
    const untilMs = performance.now() + 20;
    let promises = 0;

    const asked = countTurns(() => {
      while (performance.now() < untilMs) if (checkpoint(signal)) promises += 1;
    });

    assert.equal(asked, 0);
    assert.ok(promises > 0);
  });

  it("returns what is a promise in every way", async () => {
    const controller = new AbortController();
    let settled = 0;
    await due(controller.signal).finally(() => settled += 1);
    await due(controller.signal).then(() => settled += 1);
    const caught = due(controller.signal).catch((error: unknown) => error);
    controller.abort("enough");

    assert.deepEqual([settled, await caught], [2, "enough"]);
  });

  it("tells a tracker which scope has passed", async () => {
    const passed = new Set<Scope>();
    const nothing = (): void => {};
    const tracker: Tracker = {
      opened: nothing,
      closed: nothing,
      signalMade: nothing,
      listened: nothing,
      cancelling: nothing,
      told: nothing,
      passed: (scope) => void passed.add(scope),
    };
    const scope = new Scope("search");

    const untrack = track(tracker);
    for (let round = 0; round < 1_000; round++) await checkpoint(scope);
    untrack();

    assert.deepEqual([...passed], [scope]);
  });
});
