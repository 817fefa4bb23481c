// Starts one that sleeps, prints its number, and ends it. `may-not`: without being allowed to.
import process from "node:process";
import { start, type StartError, stop } from "../../../../src/verify/run/start.ts";
import { shellSettings } from "./hand-scenario.ts";

const mayNot = process.argv.includes("may-not");
const started = await start(shellSettings("exec sleep 3600"));
process.stdout.write(`${started.subject.pid} `);
if (mayNot) {
  process.kill = () => {
    throw Object.assign(new Error("Cannot kill: by hand"), { code: "EPERM" });
  };
}
await stop(started, mayNot ? 0 : undefined).then(
  () => process.stdout.write(String(started.subject.exit?.signal)),
  (error: StartError) => process.stdout.write(error.code),
);
