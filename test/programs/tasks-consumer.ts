// Takes messages from a broker, which is another process, and works them off one by one.
import process from "node:process";
import { consume, sleep } from "quiesce/wrap";
import { openQueue } from "./broker-client.ts";
import { run } from "./door.ts";

const workMs = Number(process.env["WORK_MS"] ?? 300);
const isDeaf = process.env["DEAF"] === "1";

await run(async (life) => {
  const queue = life.use("queue", await openQueue(Number(process.env["BROKER_PORT"])));
  life.spawn("worker", async (scope) => {
    const consumed = await consume(queue, scope, async (message, { signal }) => {
      console.log(`took ${message}`);
      await sleep(workMs, isDeaf ? {} : { signal });
      console.log(`finished ${message}`);
    });
    console.log(JSON.stringify(consumed));
  });
  console.log("ready");
}, { graceMs: Number(process.env["GRACE_MS"] ?? 10_000) });
