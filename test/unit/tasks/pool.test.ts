import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QuiesceError, Scope } from "../../../src/core/mod.ts";
import { Pool } from "../../../src/tasks/mod.ts";
import { countListeners } from "./count-listeners.ts";
import { hasSettled } from "./has-settled.ts";
import { endOf, settled, Work } from "./pool-work.ts";

function isBadOption(message: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof QuiesceError && error.code === "BAD_OPTION" && error.message === message;
}

describe("a Pool runs jobs", () => {
  it("by as many workers as it has, and the next one when one ends", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 2 });

    for (const input of ["a", "b", "c", "d"]) await pool.add(input);
    await settled();
    assert.deepEqual(work.begun, ["a", "b"]);
    assert.equal(pool.running, 2);
    assert.equal(pool.queued, 2);

    work.finish("b");
    await settled();
    assert.deepEqual(work.begun, ["a", "b", "c"]);
    for (const input of ["a", "c"]) work.finish(input);
    await settled();
    work.finish("d");
    await pool.drain();
    assert.equal(work.most, 2);
    assert.equal(pool.running, 0);
  });

  it("never within the call that adds them", async () => {
    const begun: number[] = [];
    const pool = new Pool("mails", (n: number) => void begun.push(n), { workers: 4 });

    pool.tryAdd(1);
    void pool.add(2);

    assert.deepEqual(begun, []);
    await pool.drain();
    assert.deepEqual(begun, [1, 2]);
  });

  it("and tells what each returned, at once or later", async () => {
    const pool = new Pool<number, number>(
      "squares",
      (n) => n % 2 === 0 ? n * n : Promise.resolve(n * n),
      { workers: 2 },
    );

    const [three, four] = [await pool.add(3), await pool.add(4)];

    assert.deepEqual(await three.outcome, { end: "done", value: 9 });
    assert.deepEqual(await four.outcome, { end: "done", value: 16 });
    assert.deepEqual(four.ended, { end: "done", value: 16 });
    await pool.drain();
  });

  it("and loses no worker to one that throws, at once or later", async () => {
    const told: unknown[] = [];
    const scope = new Scope("app", {
      observer: { taskFailed: (task, error) => void told.push([task.path, error]) },
    });
    const failing = (n: number): number | Promise<never> => {
      if (n === 1) throw "at once";
      if (n === 2) return Promise.reject("later");
      return n;
    };
    const pool = new Pool("mails", failing, { workers: 1, scope });

    const handles = [await pool.add(1), await pool.add(2), await pool.add(3)];

    assert.deepEqual(await Promise.all(handles.map(({ outcome }) => outcome)), [
      { end: "failed", error: "at once" },
      { end: "failed", error: "later" },
      { end: "done", value: 3 },
    ]);
    assert.deepEqual(told, [["/app/mails/job-1", "at once"], ["/app/mails/job-2", "later"]]);
    await pool.drain();
  });

  it("and takes an abort that nobody asked for as a failure", async () => {
    const abort = new DOMException("no reason", "AbortError");
    const pool = new Pool("mails", () => Promise.reject(abort), { workers: 1 });

    const job = await pool.add(undefined);

    assert.deepEqual(await job.outcome, { end: "failed", error: abort });
    await pool.drain();
  });

  it("each without the pool as its `this`", async () => {
    let self: unknown = "unset";
    const pool = new Pool("mails", function (this: unknown): void {
      self = this;
    }, { workers: 1 });

    await pool.add(undefined);
    await pool.drain();

    assert.equal(self, undefined);
  });

  it("and calls them by number, or by the name that they are given", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 3 });

    const ids = [
      (await pool.add("a")).id,
      (await pool.add("b", { id: "order-7" })).id,
      (await pool.add("c")).id,
    ];
    await settled();

    assert.deepEqual(ids, [1, "order-7", 2]);
    assert.equal(work.job("b").id, "order-7");
    for (const input of ["a", "b", "c"]) work.finish(input);
    await pool.drain();
  });
});

describe("the queue of a Pool", () => {
  it("lets whoever adds wait while it is full, first come, first served", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, queue: 1 });
    await pool.add("a");
    await pool.add("b");

    const [c, d] = [pool.add("c"), pool.add("d")];
    assert.equal(await hasSettled(c), false);
    assert.equal(pool.tryAdd("e"), undefined);
    work.finish("a");

    assert.equal(await hasSettled(c), true);
    assert.equal(await hasSettled(d), false);
    assert.equal(pool.queued, 1);
    for (const input of ["b", "c", "d"]) {
      await settled();
      work.finish(input);
    }
    await pool.drain();
    assert.deepEqual(work.begun, ["a", "b", "c", "d"]);
  });

  it("may have no room, and then takes what a worker is free for", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, queue: 0 });

    const a = pool.tryAdd("a");
    assert.equal(pool.tryAdd("b"), undefined);
    const b = pool.add("b");
    assert.equal(await hasSettled(b), false);
    work.finish("a");

    assert.equal(endOf(await b), "open");
    assert.equal(endOf(a), "done");
    assert.equal(pool.queued, 0);
    await settled();
    work.finish("b");
    await pool.drain();
  });

  it("begins what has a higher priority first, equal ones in their order", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1 });
    await pool.add("first");
    await settled();

    const ranks: [string, number][] = [["a", 0], ["b", 5], ["c", -1], ["d", 5], ["e", 0]];
    for (const [input, priority] of ranks) await pool.add(input, { priority });
    for (const input of ["first", "b", "d", "a", "e", "c"]) {
      await settled();
      work.finish(input);
    }

    await pool.drain();
    assert.deepEqual(work.begun, ["first", "b", "d", "a", "e", "c"]);
  });

  it("begins first who has the highest priority, though it had to wait for room", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, queue: 1 });
    await pool.add("running");
    await settled();
    await pool.add("queued");

    const adding = [
      pool.add("low", { priority: -1 }),
      pool.add("first", { priority: 5 }),
      pool.add("second", { priority: 5 }),
      pool.add("equal"),
    ];
    for (const input of ["running", "first", "second", "queued", "equal", "low"]) {
      assert.equal(work.begun.at(-1), input);
      assert.ok(pool.queued <= 1);
      work.finish(input);
      await settled();
    }

    await Promise.all(adding);
    await pool.drain();
  });

  it("gives up a wait for room with the reason of its signal, and leaves no listener", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, queue: 0 });
    const patience = new AbortController();
    const { signal } = patience;
    const listeners = countListeners(signal);
    await pool.add("a", { signal });

    const b = pool.add("b", { signal });
    assert.equal(listeners.count, 1);
    patience.abort("out of patience");

    await assert.rejects(b, (error) => error === "out of patience");
    await assert.rejects(pool.add("c", { signal }), (error) => error === "out of patience");
    assert.equal(listeners.count, 0);
    await settled();
    work.finish("a");
    await pool.drain();
    assert.deepEqual(work.begun, ["a"]);
  });

  it("gives up a wait for room of a scope that has closed, and never runs that job", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, queue: 0 });
    const scope = new Scope("request");
    await pool.add("a");
    const refused = assert.rejects(
      pool.add("b", { signal: scope }),
      (reason) => reason === scope.reason,
    );

    await scope.close();

    await refused;
    await settled();
    work.finish("a");
    await pool.drain();
    assert.deepEqual(work.begun, ["a"]);
  });

  it("takes no notice of a signal once the job is in it", async () => {
    const patience = new AbortController();
    const pool = new Pool("mails", (n: number) => n, { workers: 1 });

    const job = await pool.add(1, { signal: patience.signal });
    patience.abort("too late");

    assert.deepEqual(await job.outcome, { end: "done", value: 1 });
    await pool.drain();
  });

  it("runs many more than it has room for", async () => {
    const seen = new Set<number>();
    const pool = new Pool("mails", async (n: number) => {
      await undefined;
      seen.add(n);
    }, { workers: 8, queue: 10 });

    const adding = Array.from({ length: 5_000 }, (_, n) => pool.add(n));
    await Promise.all(adding);
    await pool.drain();

    assert.equal(seen.size, 5_000);
  });
});

describe("making a Pool", () => {
  const run = (): void => {};
  const cases: [string, () => unknown][] = [
    [
      '"workers" must be a whole number of at least 1, got 0',
      () => new Pool("mails", run, { workers: 0 }),
    ],
    [
      '"queue" must be a whole number of at least 0, got -1',
      () => new Pool("mails", run, { workers: 1, queue: -1 }),
    ],
    [
      '"results" must be a whole number of at least 1, got 0',
      () => new Pool("mails", run, { workers: 1, results: 0 }),
    ],
    [
      '"jobTimeoutMs" must be a number of zero or more, got -5',
      () => new Pool("mails", run, { workers: 1, jobTimeoutMs: -5 }),
    ],
    [
      '"run" must be a function, got a value of type undefined',
      () => new Pool("mails", undefined as never, { workers: 1 }),
    ],
    [
      '"handBack" must be a function, got 3',
      () => new Pool("mails", run, { workers: 1, handBack: 3 as never }),
    ],
    [
      '"whenStopping" must be "stop" or "drain", got "wait"',
      () => new Pool("mails", run, { workers: 1, whenStopping: "wait" as never }),
    ],
  ];

  for (const [message, make] of cases) {
    it(`refuses an option: ${message}`, () => {
      assert.throws(make, isBadOption(`Cannot make pool "mails": ${message}`));
    });
  }

  it("leaves nothing open in its owner when it is refused", () => {
    const scope = new Scope("app");

    assert.throws(() => new Pool("mails", run, { workers: 0, scope }));

    assert.equal(scope.openCount(), 0);
  });

  it("refuses the options of a job", async () => {
    const pool = new Pool("mails", run, { workers: 1 });

    await assert.rejects(
      pool.add(undefined, { priority: NaN }),
      isBadOption(
        'Cannot add a job to pool "mails": "priority" must be a finite number, got NaN',
      ),
    );
    assert.throws(
      () => pool.tryAdd(undefined, { timeoutMs: -1 }),
      isBadOption(
        'Cannot add a job to pool "mails": "timeoutMs" must be a number of zero or more, got -1',
      ),
    );
    await pool.drain();
  });
});
