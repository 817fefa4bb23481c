// A job without a server, whose top level awaits nothing: so it ends by itself on every runtime.
import { setTimeout as delay } from "node:timers/promises";
import { run } from "./door.ts";

void run((life) => {
  life.use("database", {}, () => console.log("closed database"));
  life.spawn("worker", async () => {
    await delay(100);
    console.log("work done");
  });
});
