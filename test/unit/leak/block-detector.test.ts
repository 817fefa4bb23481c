import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Clock, currentTracker, QuiesceError, release, Scope } from "../../../src/core/mod.ts";
import {
  type Block,
  type BlockDetector,
  type BlockOptions,
  type BlockWatch,
  type BlockWatcher,
  detectBlocks,
  mayHold,
} from "../../../src/leak/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

/** A hand clock that can also be late: time that passes while the event loop is held. */
interface SlowClock extends Clock {
  hold(ms: number): void;
  advance: HandClock["advance"];
  readonly pending: number;
}

function slowClock(): SlowClock {
  const hand = handClock();
  let heldMs = 0;
  return {
    nowMs: () => hand.nowMs() + heldMs,
    wallMs: () => hand.wallMs() + heldMs,
    after: (delayMs, run) => hand.after(delayMs, run),
    hold: (ms) => void (heldMs += ms),
    advance: (ms) => hand.advance(ms),
    get pending() {
      return hand.pending;
    },
  };
}

async function detected(
  work: (clock: SlowClock, detector: BlockDetector) => unknown,
  options: BlockOptions = {},
): Promise<readonly Block[]> {
  const clock = slowClock();
  const detector = detectBlocks({ clock, ...options });
  try {
    await work(clock, detector);
    await clock.advance(20);
    return detector.blocks();
  } finally {
    detector.release();
  }
}

/** Sees the same each time that it is told to look. */
interface FakeWatch {
  readonly watch: BlockWatch;
  readonly armed: number[];
  readonly called: string[];
  released: number;
  look: () => void;
}

function fakeWatch(): FakeWatch {
  const seen = new Scope("seen");
  let hasSeen = false;
  const fake: FakeWatch = { watch, armed: [], called: [], released: 0, look: () => {} };
  function watch(looked: () => unknown): BlockWatcher {
    fake.look = () => {
      looked();
      hasSeen = true;
    };
    return {
      started: Promise.resolve(),
      arm: (delayMs) => void fake.armed.push(delayMs),
      seen: () => hasSeen ? { scope: seen, stack: ["parse (app.js:1:2)"] } : undefined,
      call(scope, run) {
        fake.called.push(scope.path);
        return run();
      },
      release: release(() => fake.released += 1),
    };
  }
  return fake;
}

describe("detectBlocks", () => {
  it("names a task that holds the loop when it is called", async () => {
    const blocks = await detected((clock) => {
      new Scope("orders").spawn("parse", (scope) => {
        scope.status("file 3 of 9");
        clock.hold(100);
      });
    });

    assert.deepEqual(blocks, [{
      path: "/orders/parse",
      evidence: "heard",
      heldMs: 100,
      expectedMs: 50,
      endedMs: 120,
      status: "file 3 of 9",
      stack: [],
    }]);
  });

  it("is silent up to 1.5 times what is expected", async () => {
    const blocks = await detected((clock) => {
      new Scope("orders").spawn("parse", () => clock.hold(75));
    });

    assert.deepEqual(blocks, []);
  });

  it("takes the factor and the time that it is given", async () => {
    const hold = (clock: SlowClock): void => {
      new Scope("orders").spawn("parse", () => clock.hold(75));
    };

    assert.equal((await detected(hold, { factor: 1 })).length, 1);
    assert.equal((await detected(hold, { expectedMs: 40 })).length, 1);
    assert.equal((await detected(hold, { factor: 3 })).length, 0);
  });

  it("judges a task by what it said of itself", async () => {
    const paths = async (expectedMs: number): Promise<unknown[]> => {
      const blocks = await detected((clock) => {
        new Scope("orders").spawn("parse", (scope) => {
          mayHold(scope, expectedMs);
          clock.hold(100);
        });
      });
      return blocks.map((block) => [block.path, block.expectedMs]);
    };

    assert.deepEqual(await paths(70), []);
    assert.deepEqual(await paths(60), [["/orders/parse", 60]]);
    assert.deepEqual(await paths(0), [["/orders/parse", 0]]);
  });

  it("lays the time to the caller once what it called has returned", async () => {
    const [block] = await detected((clock) => {
      new Scope("orders").spawn("all", (scope) => {
        scope.spawn("one", () => new Promise(() => {}));
        clock.hold(100);
      });
    });

    assert.equal(block?.path, "/orders/all");
  });

  it("lays the time to a loop that passed a checkpoint", async () => {
    const scope = new Scope("primes");

    const [block] = await detected((clock) => {
      currentTracker()?.passed(scope);
      clock.hold(100);
    });

    assert.equal(block?.path, "/primes");
    assert.equal(block?.evidence, "heard");
  });

  it("only guesses at a loop that passed a checkpoint and has given way since", async () => {
    const scope = new Scope("primes");

    const [block] = await detected(async (clock) => {
      currentTracker()?.passed(scope);
      await undefined;
      clock.hold(100);
    });

    assert.equal(block?.path, "/primes");
    assert.equal(block?.evidence, "before");
  });

  it("lays the time to a task that ends after it", async () => {
    const held = Promise.withResolvers<void>();
    const scope = new Scope("orders");

    const [block] = await detected(async (clock) => {
      scope.spawn("other", () => new Promise(() => {}));
      const task = scope.spawn("parse", async () => {
        await held.promise;
        clock.hold(100);
      });
      await clock.advance(40);
      held.resolve();
      await task.outcome;
    });

    assert.equal(block?.path, "/orders/parse");
    assert.equal(block?.evidence, "heard");
  });

  it("lays the time of a listener to the scope that listens", async () => {
    const scope = new Scope("orders");
    const child = scope.child("cache");

    const [block] = await detected((clock) => {
      child.onStop(() => clock.hold(100));
      scope.stop();
    });

    assert.equal(block?.path, "/orders/cache");
  });

  it("guesses the last that was heard of when nobody is meanwhile", async () => {
    const [block] = await detected(async (clock) => {
      new Scope("orders").spawn("poll", () => new Promise(() => {}));
      await clock.advance(40);
      clock.hold(100);
    });

    assert.equal(block?.path, "/orders/poll");
    assert.equal(block?.evidence, "before");
  });

  it("accuses no single task when many together hold the loop", async () => {
    const [block, ...rest] = await detected((clock) => {
      for (let count = 0; count < 10; count += 1) {
        new Scope("orders").spawn("small", () => clock.hold(20));
      }
    });

    assert.equal(block?.path, undefined);
    assert.equal(block?.evidence, "nobody");
    assert.equal(block?.heldMs, 200);
    assert.deepEqual(rest, []);
  });

  it("tells of each block when the loop turns again, and keeps the newest", async () => {
    const told: (string | undefined)[] = [];

    const blocks = await detected(async (clock) => {
      for (const name of ["a", "b", "c"]) {
        new Scope(name).spawn("task", () => clock.hold(100));
        await clock.advance(20);
      }
    }, { keep: 2, onBlock: ({ path }) => told.push(path) });

    assert.deepEqual(told, ["/a/task", "/b/task", "/c/task"]);
    assert.deepEqual(blocks.map(({ path }) => path), ["/b/task", "/c/task"]);
  });

  it("believes who looks from beside the loop", async () => {
    const watcher = fakeWatch();

    const [block] = await detected((clock) => {
      new Scope("orders").spawn("parse", () => {
        clock.hold(80);
        watcher.look();
        clock.hold(20);
      });
    }, { watch: watcher.watch });

    assert.equal(block?.path, "/seen");
    assert.equal(block?.evidence, "seen");
    assert.deepEqual(block?.stack, ["parse (app.js:1:2)"]);
    assert.equal(watcher.armed[0], 95);
    assert.deepEqual(watcher.called, ["/orders/parse"]);
    assert.equal(watcher.released, 1);
  });

  it("does not believe a look at somebody who came after the block", async () => {
    const watcher = fakeWatch();

    const [block] = await detected((clock) => {
      new Scope("orders").spawn("parse", () => clock.hold(100));
      clock.hold(10);
      watcher.look();
      clock.hold(20);
    }, { watch: watcher.watch });

    assert.equal(block?.path, "/orders/parse");
    assert.equal(block?.evidence, "heard");
    assert.deepEqual(block?.stack, []);
  });

  it("does not believe a look right before the loop turned", async () => {
    const watcher = fakeWatch();

    const [block] = await detected(async (clock) => {
      await clock.advance(39);
      clock.hold(100);
      watcher.look();
      clock.hold(5);
    }, { watch: watcher.watch });

    assert.equal(block?.evidence, "before");
  });

  it("leaves no timer behind, and hears nothing more, once it is released", async () => {
    const clock = slowClock();
    const detector = detectBlocks({ clock });

    detector.release();
    detector.release();
    new Scope("orders").spawn("parse", () => clock.hold(100));
    await clock.advance(100);

    assert.equal(clock.pending, 0);
    assert.deepEqual(detector.blocks(), []);
  });

  it("judges what has just held the loop when it is released, once", () => {
    const clock = slowClock();
    const told: (string | undefined)[] = [];
    const detector = detectBlocks({ clock, onBlock: ({ path }) => told.push(path) });

    new Scope("orders").spawn("parse", () => clock.hold(200));
    detector.release();
    detector.release();

    assert.deepEqual(told, ["/orders/parse"]);
    assert.deepEqual(detector.blocks().map(({ path }) => path), ["/orders/parse"]);
  });

  it("passes on what a task returns and throws", () => {
    const scope = new Scope("orders");
    const detector = detectBlocks({ clock: slowClock() });

    const done = scope.spawn("done", () => 42).ended;
    const failed = scope.spawn("failed", () => {
      throw new Error("broken");
    }).ended;
    detector.release();

    assert.deepEqual(done, { end: "done", value: 42 });
    assert.equal(failed?.end, "failed");
  });

  it("refuses what it cannot work with", () => {
    const broken: readonly object[] = [
      { factor: 0 },
      { expectedMs: -1 },
      { intervalMs: Infinity },
      { keep: 1.5 },
      { onBlock: "print" },
      { watch: true },
    ];

    for (const options of broken) {
      assert.throws(
        () => detectBlocks(options as BlockOptions),
        (error) => error instanceof QuiesceError && error.code === "BAD_OPTION",
      );
    }
    assert.throws(() => mayHold(new Scope("orders"), NaN), /Cannot say what "\/orders" may hold/);
  });
});
