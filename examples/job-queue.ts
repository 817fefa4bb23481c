// One task per job. A stop wakes the consumer, and what could not be finished is handed back.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

interface Job {
  readonly id: number;
  readonly workMs: number;
}

await run((life) => {
  const queue = life.use("queue", openQueue(), () => console.log("closed queue"));
  const held = new Map<string, Job>();

  // Called before the queue is closed, with all that had not ended at the deadline.
  life.onCompensate("hand back", ({ cut }) => {
    for (const { path } of cut) {
      const job = held.get(path);
      if (job) queue.handBack(job);
    }
  });

  life.spawn("consumer", async (scope) => {
    scope.onStop(() => queue.wake());
    while (!scope.isStopping) {
      const job = await queue.take();
      if (!job) continue;
      // Runs to its end although the consumer has been asked to stop, until the signal aborts.
      const task = scope.spawn(`job-${job.id}`, ({ signal }) => work(job, signal));
      held.set(task.path, job);
      void task.outcome.then(({ end }) => end !== "stopped" && held.delete(task.path));
    }
  });
}, { graceMs: 2_000 });

async function work({ id, workMs }: Job, signal: AbortSignal): Promise<void> {
  console.log(`took job ${id}`);
  await delay(workMs, undefined, { signal });
  console.log(`finished job ${id}`);
}

/** Stands for your queue: `take` waits until there is a job, or until it is woken. */
function openQueue() {
  const jobs: Job[] = [{ id: 1, workMs: 600 }, { id: 2, workMs: 60_000 }];
  let wake = (): void => {};
  return {
    take: async (): Promise<Job | undefined> => {
      if (jobs.length === 0) await new Promise<void>((woken) => wake = woken);
      return jobs.shift();
    },
    wake: (): void => wake(),
    handBack: ({ id }: Job): void => console.log(`handed back job ${id}`),
  };
}
