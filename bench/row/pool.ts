// What it costs to run many tiny jobs eight at a time.
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

const WAYS: readonly Way[] = [
  { name: "loops", run: loops },
  { name: "p-limit", run: (times) => pLimitPool(times, work) },
  { name: "p-queue", run: (times) => pQueuePool(times, work) },
  { name: "effect", run: (times) => effectPool(times, work) },
];

const rounds = await compare(WAYS, { times: JOBS, async: true });
report("pool.loops", nanoseconds(rounds, "loops"));
report("pool.p-limit-loops", ratio(rounds, "p-limit", "loops"));
report("pool.p-queue-loops", ratio(rounds, "p-queue", "loops"));
report("pool.effect-loops", ratio(rounds, "effect", "loops"));
if (ran === 0) throw new Error("Cannot measure pools: no job has run");
