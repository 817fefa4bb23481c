import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pool } from "../../../src/tasks/mod.ts";
import { hasSettled } from "./has-settled.ts";
import { collect, settled, Work } from "./pool-work.ts";

describe("the results of a Pool", () => {
  it("come as the jobs end, with what each worked on", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 2 });
    const collected = collect(pool.results);
    await pool.add("a");
    await pool.add("b", { id: "order-7" });
    await settled();

    work.fail("b", "broken");
    await settled();
    work.finish("a");
    await pool.drain();

    assert.deepEqual(await collected, [
      { id: "order-7", input: "b", outcome: { end: "failed", error: "broken" } },
      { id: 1, input: "a", outcome: { end: "done", value: "a done" } },
    ]);
  });

  it("can be read when the pool is done", async () => {
    const pool = new Pool("squares", (n: number) => n * n, { workers: 2 });
    const { results } = pool;
    for (const n of [1, 2, 3]) await pool.add(n);

    await pool.drain();

    const values = (await collect(results)).map(({ outcome }) => outcome);
    assert.deepEqual(values, [1, 4, 9].map((value) => ({ end: "done", value })));
    assert.deepEqual(await collect(results), []);
  });

  it("are kept from when they are asked for, and none before", async () => {
    const pool = new Pool("squares", (n: number) => n * n, { workers: 1 });
    await (await pool.add(1)).outcome;

    const { results } = pool;
    await pool.add(2);
    await pool.drain();

    assert.deepEqual((await collect(results)).map(({ input }) => input), [2]);
  });

  it("end at once when they are asked for too late", async () => {
    const pool = new Pool("squares", (n: number) => n * n, { workers: 1 });
    await pool.add(1);
    await pool.drain();

    assert.deepEqual(await collect(pool.results), []);
  });

  it("let the workers wait while there is no room for more", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, queue: 1, results: 1 });
    const loop = pool.results[Symbol.asyncIterator]();
    await pool.add("a");
    await settled();
    work.finish("a");
    await settled();

    await pool.add("b");
    const c = pool.add("c");
    assert.equal(await hasSettled(c), false);
    assert.deepEqual(work.begun, ["a"]);
    assert.equal(pool.queued, 1);
    const first = await loop.next();

    assert.equal(first.done, false);
    await c;
    await settled();
    assert.deepEqual(work.begun, ["a", "b"]);
    void pool.stop();
    work.finish("b");
    await pool.done;
  });

  it("hold up no end: what is queued is handed back though nobody reads", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, results: 1 });
    const { results } = pool;
    for (const id of ["a", "b", "c"]) await pool.add(id, { id });
    await settled();
    work.finish("a");
    await settled();

    const handedBack = await pool.stop();

    assert.deepEqual(handedBack.map(({ id }) => id), ["b", "c"]);
    assert.deepEqual((await collect(results)).map(({ id }) => id), ["a"]);
  });

  it("are dropped, and let the workers go on, when the last loop is left", async () => {
    const work = new Work();
    const pool = new Pool("mails", work.run, { workers: 1, results: 1 });
    const loops = [pool.results, pool.results].map((all) => all[Symbol.asyncIterator]());
    for (const input of ["a", "b"]) await pool.add(input);
    await settled();
    work.finish("a");
    await settled();

    await loops[0]?.return?.();
    await loops[0]?.return?.();
    await settled();
    assert.deepEqual(work.begun, ["a"]);
    await loops[1]?.return?.();
    await settled();

    assert.deepEqual(work.begun, ["a", "b"]);
    const again = collect(pool.results);
    work.finish("b");
    await pool.drain();
    assert.deepEqual((await again).map(({ input }) => input), ["b"]);
  });

  it("go to one of several loops each", async () => {
    const pool = new Pool("squares", (n: number) => n * n, { workers: 4, results: 2 });
    const both = [collect(pool.results), collect(pool.results)];

    for (let n = 0; n < 100; n += 1) await pool.add(n);
    await pool.drain();

    const inputs = (await Promise.all(both)).flat().map(({ input }) => input);
    assert.deepEqual(inputs.sort((a, b) => a - b), Array.from({ length: 100 }, (_, n) => n));
  });

  it("leave `done` without data", async () => {
    const pool = new Pool("squares", (n: number) => n * n, { workers: 1 });
    const { results, done } = pool;
    await pool.add(3);

    void pool.drain();

    assert.equal(await done, undefined);
    assert.equal((await collect(results)).length, 1);
  });
});
