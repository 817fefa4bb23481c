import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";
import { Pool, type PoolOptions } from "../../../src/tasks/mod.ts";
import { hasSettled } from "./has-settled.ts";
import { endOf, settled, Work } from "./pool-work.ts";

/** One job running and three queued, below a scope or a life. */
async function busy(options: Partial<PoolOptions<string>>) {
  const work = new Work();
  const pool = new Pool("mails", work.run, { workers: 1, ...options });
  const handles = [];
  for (const id of ["a", "b", "c", "d"]) handles.push(await pool.add(id, { id }));
  await settled();
  return { pool, work, handles };
}

function ids(jobs: readonly { readonly id: unknown }[]): unknown[] {
  return jobs.map(({ id }) => id);
}

describe("the owner of a Pool", () => {
  it("stops it, and closes when what is running has ended", async () => {
    const scope = new Scope("app");
    const { pool, work, handles } = await busy({ scope });

    const closed = scope.close("deploy");
    assert.equal(pool.state, "stopping");
    assert.deepEqual(handles.map(endOf), ["open", "handed-back", "handed-back", "handed-back"]);
    assert.deepEqual(scope.open().map(({ path }) => path), ["/app/mails", "/app/mails/a"]);
    assert.equal(await hasSettled(closed), false);
    work.finish("a");

    assert.equal((await closed).end, "done");
    assert.equal(pool.state, "ended");
    assert.deepEqual(ids(await pool.stop()), ["b", "c", "d"]);
  });

  it("lets it finish what is queued when that was asked for, and names what runs", async () => {
    const scope = new Scope("app");
    const { pool, work, handles } = await busy({ scope, whenStopping: "drain" });

    const closed = scope.close();
    assert.equal(pool.state, "draining");
    assert.equal(work.job("a").isStopping, true);
    work.finish("a");
    await settled();
    assert.deepEqual(scope.open().map(({ path }) => path), ["/app/mails", "/app/mails/b"]);
    for (const input of ["b", "c", "d"]) {
      work.finish(input);
      await settled();
    }

    assert.equal((await closed).end, "done");
    assert.deepEqual(handles.map(endOf), ["done", "done", "done", "done"]);
  });

  it("stops what it lets finish when the pool itself is told to stop", async () => {
    const scope = new Scope("app");
    const { pool, work } = await busy({ scope, whenStopping: "drain" });

    const closed = scope.close();
    const stopped = pool.stop();
    work.finish("a");

    assert.deepEqual(ids(await stopped), ["b", "c", "d"]);
    assert.equal((await closed).end, "done");
  });

  it("aborts it, and names what ignores that until it ends", async () => {
    const clock = handClock();
    const scope = new Scope("app", { clock, unwindMs: 50 });
    const { pool, work } = await busy({ scope });
    work.job("a").status("waits for the database");

    scope.abort("fire");
    const closed = scope.close();
    await clock.advance(50);

    const { end, unstopped } = await closed;
    assert.equal(end, "timed-out");
    const named = unstopped.find(({ path }) => path === "/app/mails/a");
    assert.equal(named?.kind, "task");
    assert.equal(named.status, "waits for the database");
    assert.deepEqual(ids(await pool.abort()), ["b", "c", "d", "a"]);
    work.finish("a");
    await settled();
    assert.equal(scope.openCount(), 0);
    assert.equal(clock.pending, 0);
  });

  it("that is stopping gives birth to a closed one", async () => {
    const scope = new Scope("app");
    scope.stop("deploy");

    const pool = new Pool("mails", () => {}, { workers: 1, scope });
    const job = await pool.add(undefined);

    assert.ok(job.ended?.end === "refused");
    assert.equal(job.ended.reason.message, "deploy");
    assert.equal(pool.tryAdd(undefined), undefined);
    await pool.done;
    assert.equal((await scope.close()).end, "done");
  });

  it("that has closed gives birth to a closed one", async () => {
    const scope = new Scope("app");
    await scope.close();

    const pool = new Pool("mails", () => {}, { workers: 1, scope });

    assert.equal(endOf(await pool.add(undefined)), "refused");
    await pool.done;
  });

  it("is not held by a pool that has ended", async () => {
    const scope = new Scope("app");
    const { pool, work } = await busy({ scope });

    const stopped = pool.stop();
    work.finish("a");
    await stopped;

    assert.equal(scope.openCount(), 0);
    assert.equal(scope.isStopping, false);
  });
});

describe("a Pool in a Lifecycle", () => {
  /** A life of ten seconds, of which aborted work gets 500 ms. */
  function newLife() {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    return { clock, life };
  }

  it("hands back to the phase compensate what the deadline cut, each exactly once", async () => {
    const { clock, life } = newLife();
    const taken: unknown[][] = [];
    const order: string[] = [];
    life.onClose("database", () => void order.push("database closed"));
    const { work } = await busy({
      life,
      handBack: (jobs) => {
        order.push("handed back");
        taken.push(jobs.map(({ id, state, acknowledged }) => [id, state, acknowledged]));
      },
    });
    life.ready();
    work.obey("a");

    const ending = life.shutdown("deploy");
    await clock.advance(10_000);
    const report = await ending;

    assert.deepEqual(taken, [[
      ["b", "queued", true],
      ["c", "queued", true],
      ["d", "queued", true],
      ["a", "running", true],
    ]]);
    assert.deepEqual(order, ["handed back", "database closed"]);
    const hook = report.hooks.find((each) => each.hook === 'pool "mails"');
    assert.equal(hook?.end, "done");
    assert.match(hook.where, /pool-owner\.test\.ts:\d+/);
    assert.equal(report.unstopped.length, 0);
  });

  it("hands back a job that ignores its abort too, and the report names it", async () => {
    const { clock, life } = newLife();
    const taken: unknown[][] = [];
    await busy({
      life,
      handBack: (jobs) => void taken.push(jobs.map(({ id, acknowledged }) => [id, acknowledged])),
    });
    life.ready();

    const ending = life.shutdown("deploy");
    await clock.advance(10_000);
    const report = await ending;

    assert.deepEqual(taken, [[["b", true], ["c", true], ["d", true], ["a", false]]]);
    assert.deepEqual(
      report.unstopped.filter(({ kind }) => kind === "task").map(({ path }) => path),
      ["/mails/a"],
    );
  });

  it("hands back when it is forced", async () => {
    const { clock, life } = newLife();
    const taken: unknown[][] = [];
    const { work } = await busy({ life, handBack: (jobs) => void taken.push(ids(jobs)) });
    life.ready();
    work.obey("a");

    const ending = life.force("now");
    await clock.advance(10_000);
    await ending;

    assert.deepEqual(taken, [["b", "c", "d", "a"]]);
  });

  it("gives up what ignores its abort when a force leaves no time to wait for it", async () => {
    const clock = handClock();
    const reserves = { unwindMs: 1_000 };
    const life = new Lifecycle({ clock, graceMs: 10_000, forceMs: 100, reserves });
    const taken: unknown[][] = [];
    await busy({ life, handBack: (jobs) => void taken.push(ids(jobs)) });
    life.ready();

    const ending = life.force("now");
    await clock.advance(100);
    const report = await ending;

    assert.deepEqual(taken, [["b", "c", "d", "a"]]);
    assert.equal(report.hooks.find(({ hook }) => hook === 'pool "mails"')?.end, "done");
  });

  it("has nothing to tell whoever takes jobs back when there are none", async () => {
    const { clock, life } = newLife();
    let calls = 0;
    const pool = new Pool("mails", () => {}, { workers: 1, life, handBack: () => calls += 1 });
    life.ready();
    await pool.add(undefined);

    const ending = life.shutdown("deploy");
    await clock.advance(10_000);
    await ending;

    assert.equal(calls, 0);
  });

  it("hands back at once when it is stopped before, and not again", async () => {
    const { clock, life } = newLife();
    const taken: unknown[][] = [];
    const { pool, work } = await busy({ life, handBack: (jobs) => void taken.push(ids(jobs)) });
    life.ready();

    const stopped = pool.stop();
    work.finish("a");
    await stopped;
    assert.deepEqual(taken, [["b", "c", "d"]]);
    const ending = life.shutdown("deploy");
    await clock.advance(10_000);
    const report = await ending;

    assert.equal(taken.length, 1);
    assert.equal(report.exitCode, 0);
  });

  it("takes back its hook when it has ended, so that another may have its name", async () => {
    const { life } = newLife();
    const options = { workers: 1, life, handBack: () => {} };
    const first = new Pool("mails", () => {}, options);

    assert.throws(() => new Pool("mails", () => {}, options), { code: "DUPLICATE_HOOK" });
    await first.drain();

    const second = new Pool("mails", () => {}, options);
    await second.drain();
    assert.equal(life.scope.openCount(), 0);
  });

  it("ends a life with exit code 0 when its jobs end in time", async () => {
    const { clock, life } = newLife();
    const { work } = await busy({ life, whenStopping: "drain", handBack: () => {} });
    life.ready();

    const ending = life.shutdown("deploy");
    for (const input of ["a", "b", "c", "d"]) {
      await clock.advance(0);
      await settled();
      work.finish(input);
    }
    await clock.advance(0);

    assert.equal((await ending).exitCode, 0);
  });
});
