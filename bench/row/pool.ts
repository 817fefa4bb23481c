// What it costs to run many tiny jobs eight at a time.
import { Pool } from "quiesce/tasks";
import { compare, nanoseconds, ratio, type Way } from "../measure/compare.ts";
import { report } from "../measure/report.ts";
import { effectPool } from "../peers/effect.ts";
import { pLimitPool, pQueuePool } from "../peers/limits.ts";

const WORKERS = 8;
const JOBS = 10_000;

const ready: Promise<void> = Promise.resolve();

let ran = 0;

/** The job that every way runs: it waits once, as for a database. */
async function work(): Promise<void> {
  await ready;
  ran += 1;
}

/** Nothing but the work: eight loops that count down together. */
async function loops(times: number): Promise<void> {
  let left = times;
  const loop = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, loop));
}

/** A queue with room for all, as the peers have it. */
async function pool(times: number): Promise<void> {
  const owner = new Pool<number>("jobs", work, { workers: WORKERS, queue: times });
  for (let time = 0; time < times; time += 1) owner.tryAdd(time);
  await owner.drain();
}

/** A short queue, for room in which whoever adds has to wait. */
async function pressed(times: number): Promise<void> {
  const owner = new Pool<number>("jobs", work, { workers: WORKERS });
  for (let time = 0; time < times; time += 1) await owner.add(time);
  await owner.drain();
}

const WAYS: readonly Way[] = [
  { name: "loops", run: loops },
  { name: "pool", run: pool },
  { name: "pressed", run: pressed },
  { name: "p-limit", run: (times) => pLimitPool(times, work) },
  { name: "p-queue", run: (times) => pQueuePool(times, work) },
  { name: "effect", run: (times) => effectPool(times, work) },
];

const rounds = await compare(WAYS, { times: JOBS, async: true });
report("pool.loops", nanoseconds(rounds, "loops"));
report("pool.pool", ratio(rounds, "pool", "loops"));
report("pool.pressed", ratio(rounds, "pressed", "loops"));
report("pool.p-limit", ratio(rounds, "p-limit", "pool"));
report("pool.p-queue", ratio(rounds, "p-queue", "pool"));
report("pool.effect", ratio(rounds, "effect", "pool"));
if (ran === 0) throw new Error("Cannot measure pools: no job has run");
