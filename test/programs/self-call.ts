// Calls its own server from a hook, while the load balancers still learn of its end.
import process from "node:process";
import { run } from "./door.ts";

const port = Number(process.env["PORT"] ?? 3_000);

await run(async (life) => {
  life.use("database", {}, () => console.log("closed database"));
  await life.serve(() => new Response("still here"), { port });
  life.onAnnounce("farewell", async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    console.log(`farewell ${response.status} ${await response.text()}`);
  });
  console.log("ready");
});
