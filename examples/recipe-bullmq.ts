// A worker of BullMQ. Asked to stop, it takes no other job and finishes those it has; what is cut
// goes back to the queue at once, and not after half a minute as a stalled job.
import process from "node:process";
import { type Job, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { link } from "quiesce/tasks";
import { sleep } from "quiesce/wrap";
import { run } from "./door.ts";

interface Parcel {
  readonly to: string;
  readonly workMs: number;
}

const connection = { host: "127.0.0.1", port: Number(process.env["REDIS_PORT"] ?? 6379) };

await run(async (life) => {
  const worker = new Worker("parcels", async (job: Job<Parcel>, token) => {
    if (!life.scope.isStopping) {
      const task = life.scope.spawn(`parcel-${job.id}`, ({ signal }) => ship(job.data, signal));
      const outcome = await task.outcome;
      if (outcome.end === "done") return outcome.value;
      // BullMQ counts the attempt, and tries again if there are more.
      if (outcome.end === "failed") throw outcome.error;
    }
    // It was cut, or was fetched in the moment of the stop. Handing it back costs no attempt.
    await job.moveToWait(token);
    throw new WaitingError();
  }, { connection, concurrency: 10 });
  worker.on("error", (error) => console.error(error.message));

  // A stop calls `worker.close()`, which waits for the jobs in hand, and waits for that.
  link(life.scope, worker, { name: "close worker" });
  life.scope.onStop(() => console.log("takes no more"));
  await worker.waitUntilReady();
  console.log("ready");
}, { graceMs: Number(process.env["GRACE_MS"] ?? 25_000) });

/** Stands for your work. It must obey its signal: that is what comes at the deadline. */
async function ship({ to, workMs }: Parcel, signal: AbortSignal): Promise<string> {
  if (to === "") throw new UnrecoverableError("Cannot ship a parcel: it has no address");
  console.log(`took the parcel to ${to}`);
  await sleep(workMs, { signal });
  console.log(`shipped the parcel to ${to}`);
  return `shipped to ${to}`;
}
