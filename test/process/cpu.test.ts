// Work that holds a thread: it is asked, obeys or is ended, and the process ends as it should.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { RUNTIMES, Subject } from "../conformance/subject.ts";

for (const runtime of RUNTIMES) {
  describe(`on ${runtime}`, () => {
    const subject = new Subject(runtime);
    after(() => subject.close());

    it("a signal is heard in a loop that only passes checkpoints", async () => {
      const child = await subject.start("cpu-checkpoint");

      child.signal("SIGTERM");
      const { code, lines } = await child.end();

      assert.deepEqual(lines, ["ready", "stopped with primes", "closed database"]);
      assert.equal(code, 0);
    });

    it("a thread in a loop that never waits sees that it should stop", async () => {
      const child = await subject.start("offload-obeys");

      child.signal("SIGTERM");
      const { code, lines } = await child.end();

      assert.deepEqual(lines, ["ready", "finished counting", "closed database"]);
      assert.equal(code, 0);
    });

    it("a thread that hears nothing is ended within the budget, and the code says so", async () => {
      const child = await subject.start("offload-spins");

      child.signal("SIGTERM");
      const { code, lines, stderr } = await child.end();

      assert.deepEqual(lines, ["ready", "thread ended: true", "closed database"]);
      assert.equal(code, 124);
      assert.doesNotMatch(stderr, /spinning had not ended/);
    });

    it("a drain that stalls is cut long before its deadline", async () => {
      const child = await subject.start("cpu-decay");

      child.signal("SIGTERM");
      const { code, lines, stderr, tookMs } = await child.end();

      assert.deepEqual(lines, ["ready", "told to stop: decay"]);
      assert.equal(code, 124);
      assert.match(stderr, /the drain was cut early: open work ended at 0\.0 % per second/);
      assert.match(stderr, /next: find out why what was cut did not get on/);
      assert.ok(tookMs < 30_000, `it took ${tookMs} of 60000 ms`);
    });
  });
}
