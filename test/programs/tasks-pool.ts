// A pool of eight workers over a queue; what is not begun by the stop is handed back.
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "quiesce/tasks";
import { run } from "./door.ts";

const begun = new Map<number, number>();
const done: number[] = [];
const returned: number[] = [];
let added = 0;
let refused = 0;

await run((life) => {
  life.onFlush("count", () => {
    const twice = [...begun.values()].filter((times) => times > 1).length;
    console.log(JSON.stringify({ added, refused, twice, done, returned }));
  });
  const pool = new Pool<number>("resize", resize, {
    workers: 8,
    queue: 20,
    life,
    handBack: (jobs) => void returned.push(...jobs.map(({ input }) => input)),
  });
  life.spawn("producer", async (scope) => {
    for (let job = 1; !scope.isStopping; job += 1) {
      const { ended } = await pool.add(job);
      if (ended?.end === "refused") refused += 1;
      else added += 1;
    }
  });
}, { graceMs: 20_000 });

async function resize(job: number): Promise<void> {
  begun.set(job, (begun.get(job) ?? 0) + 1);
  await delay(10);
  done.push(job);
  if (done.length === 50 || done.length === 100) console.log(`done ${done.length}`);
}
