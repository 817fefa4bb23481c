// Two ways into a thread. `offload` for a function, with all of this built in; and a thread of your
// own, joined to a scope: asked by a message, and terminated when it does not answer in time.
import { once } from "node:events";
import process from "node:process";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { link, offload } from "quiesce/tasks";
import { abortable } from "quiesce/wrap";
import { run } from "./door.ts";

if (isMainThread) await main();
else thread();

async function main(): Promise<void> {
  await run((life) => {
    life.spawn("primes", async (scope) => {
      const count = await offload(countPrimes, { scope, input: 200_000 });
      console.log(`counted ${count} primes`);
    });
    life.spawn("resizer", async (scope) => {
      const worker = new Worker(new URL(import.meta.url));
      worker.on("message", (text) => console.log(text));
      link(scope, {
        stop: () => worker.postMessage("stop"),
        // A cleanup of the scope: it comes when the task below has ended, in whichever way.
        close: () => worker.terminate(),
      });
      // Rejects by an error of the thread, and by an abort for which the thread has no ear.
      await abortable(once(worker, "exit"), scope);
    });
  }, { graceMs: Number(process.env["GRACE_MS"] ?? 25_000) });
}

/** Travels as its text, so it sees nothing of what is around it here. */
function countPrimes(most: number, { checkpoint }: { checkpoint(): unknown }): number {
  let count = 0;
  for (let n = 2; n <= most; n += 1) {
    checkpoint();
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor += 1;
    if (divisor * divisor > n) count += 1;
  }
  return count;
}

/** The other side. It finishes what it holds, and ends since nothing is left to do. */
function thread(): void {
  parentPort?.postMessage("ready");
  const busy = setInterval(() => {}, 1_000);
  parentPort?.once("message", () => {
    if (process.env["DEAF"]) return;
    clearInterval(busy);
    parentPort?.postMessage("finished the picture");
  });
}
