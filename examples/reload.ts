// Reads its settings again on SIGHUP, and holds signals back while it writes.
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { parseEnvironment } from "quiesce/config";
import { run } from "./door.ts";

const options = parseEnvironment({ QUIESCE_GRACE_MS: process.env["QUIESCE_GRACE_MS"] });

await run((life) => {
  let isVerbose = false;
  life.onReload("settings", () => {
    isVerbose = !isVerbose;
    console.log(`reloaded, verbose is ${isVerbose}`);
  });
  life.spawn("writer", async (scope) => {
    while (!scope.isStopping) {
      await life.mask(() => delay(50));
      await delay(50);
    }
    console.log(`stopped within ${life.graceMs} ms`);
  });
  console.log("ready");
}, options);
