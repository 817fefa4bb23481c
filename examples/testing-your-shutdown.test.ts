// Tests a shutdown without a process that ends and without waiting: `node --test`, `deno test`,
// `bun test`.
import assert from "node:assert/strict";
import { it } from "node:test";
import { Lifecycle } from "quiesce";
import { handClock } from "quiesce/testing";

/** What is tested: a program would hand it to `run`. */
function startWorker(life: Lifecycle, finished: number[]): void {
  life.use("queue", {}, () => finished.push(-1));
  life.spawn("worker", async (scope) => {
    for (let job = 1; !scope.isStopping; job += 1) {
      await new Promise<void>((done) => life.clock.after(1_000, done));
      finished.push(job);
    }
  });
}

it("finishes the job that it holds, then closes the queue", async () => {
  const clock = handClock();
  const life = new Lifecycle({ clock });
  const finished: number[] = [];
  startWorker(life, finished);
  life.ready();
  await clock.advance(1_500);

  const shutdown = life.shutdown("the test says so");
  await clock.advance(500);

  assert.equal((await shutdown).exitCode, 0);
  assert.deepEqual(finished, [1, 2, -1]);
});

it("says who did not end in time", async () => {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 10_000 });
  life.spawn("stuck", () => new Promise(() => {}));
  life.ready();

  const shutdown = life.shutdown("the test says so");
  await clock.advance(10_000);

  const { exitCode, unstopped } = await shutdown;
  assert.equal(exitCode, 124);
  assert.deepEqual(unstopped.map(({ path }) => path), ["/stuck"]);
});
