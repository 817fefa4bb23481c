// A cluster of one worker, which ends when the primary is gone.
import cluster from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import { sendReady, stopOn } from "quiesce/systemd";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

if (cluster.isPrimary) {
  // What it leaves unread when it is killed would break the channel instead of closing it.
  cluster.fork().on("message", (message) => console.log(message));
} else {
  await run((life) => {
    keepBusy(life);
    stopOn(life, { disconnect: true });
    life.on("shutdown.requested", ({ reason }) => console.log(`${reason.kind}: ${reason.message}`));
    life.onClose("database", async () => {
      await delay(100);
      console.log("closed database");
    });
    sendReady(life);
  });
}
