// The recipe for BullMQ against a real Redis, judged by a connection of its own.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Job, Queue } from "bullmq";
import { type RedisServer, startRedis } from "../../scripts/services/redis.ts";
import type { Child } from "../conformance/child.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";

interface Stage {
  readonly queue: Queue;
  /** Starts the program of the recipe, and waits until it is up. */
  start(graceMs: number): Promise<Child>;
}

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const IN_TIME = { timeout: 120_000 };

for (const runtime of RUNTIMES) {
  describe(`the recipe for BullMQ on ${runtime}`, () => {
    it("finishes the job in hand and takes no other", IN_TIME, async () => {
      await staged(runtime, async ({ queue, start }) => {
        const job = await queue.add("ship", { to: "Oslo", workMs: 500 });
        const child = await start(20_000);
        await child.waitForLine("took the parcel to Oslo");
        child.signal("SIGTERM");
        await child.waitForLine("takes no more");
        const later = await queue.add("ship", { to: "Rome", workMs: 1 });
        const { code } = await child.end();

        assert.equal(code, 0);
        assert.deepEqual(await fateOf(queue, job), { state: "completed", attemptsMade: 1 });
        assert.deepEqual(await fateOf(queue, later), { state: "waiting", attemptsMade: 0 });
      });
    });

    it("hands the job back that is cut at the deadline", IN_TIME, async () => {
      await staged(runtime, async ({ queue, start }) => {
        const job = await queue.add("ship", { to: "Rome", workMs: 600_000 }, { attempts: 3 });
        const child = await start(2_000);
        await child.waitForLine("took the parcel to Rome");
        child.signal("SIGTERM");
        const { code } = await child.end();

        assert.equal(code, 124);
        assert.deepEqual(await fateOf(queue, job), { state: "waiting", attemptsMade: 0 });
      });
    });

    it("gives a job that was handed back to the next worker", IN_TIME, async () => {
      await staged(runtime, async ({ queue, start }) => {
        const job = await queue.add("ship", { to: "Bergen", workMs: 2_500 });
        const first = await start(1_000);
        await first.waitForLine("took the parcel to Bergen");
        first.signal("SIGTERM");
        await first.end();
        const second = await start(20_000);
        await second.waitForLine("shipped the parcel to Bergen");
        second.signal("SIGTERM");
        const { code } = await second.end();

        assert.equal(code, 0);
        assert.deepEqual(await fateOf(queue, job), { state: "completed", attemptsMade: 1 });
      });
    });

    it("leaves a job that fails to BullMQ", IN_TIME, async () => {
      await staged(runtime, async ({ queue, start }) => {
        const job = await queue.add("ship", { to: "", workMs: 0 }, { attempts: 3 });
        await queue.add("ship", { to: "Oslo", workMs: 0 });
        const child = await start(20_000);
        await child.waitForLine("shipped the parcel to Oslo");
        child.signal("SIGTERM");
        const { code } = await child.end();

        assert.equal(code, 0);
        assert.deepEqual(await fateOf(queue, job), { state: "failed", attemptsMade: 1 });
      });
    });
  });
}

/** A Redis, a queue and a runtime for one case. */
async function staged(runtime: RuntimeName, use: (stage: Stage) => Promise<void>): Promise<void> {
  const redis = await startRedis();
  const subject = new Subject(runtime, EXAMPLES);
  const queue = new Queue("parcels", { connection: connectionOf(redis) });
  const start = (graceMs: number): Promise<Child> => {
    const env = { REDIS_PORT: `${redis.port}`, GRACE_MS: `${graceMs}` };
    return subject.start("recipe-bullmq", { env, until: "ready" });
  };
  try {
    await use({ queue, start });
  } finally {
    await subject.close();
    await queue.close();
    await redis.close();
  }
}

function connectionOf({ port }: RedisServer): { readonly host: string; readonly port: number } {
  return { host: "127.0.0.1", port };
}

/** What Redis knows of a job, and not what the worker believes. */
async function fateOf(queue: Queue, { id = "" }: Job) {
  const job: Job | undefined = await queue.getJob(id);
  return { state: await job?.getState(), attemptsMade: job?.attemptsMade };
}
