// A task that computes for ever as its answer to the stop. Only a thread beside it can end it.
import process from "node:process";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

await run((life) => {
  keepBusy(life);
  life.scope.child("jobs").spawn("primes", async ({ stopping }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    stopping.addEventListener("abort", () => resolve());
    await promise;
    console.log("computing");
    for (;;);
  });
  console.log("ready");
}, { graceMs: Number(process.env["GRACE_MS"] ?? 2_000), watchdog: true });
