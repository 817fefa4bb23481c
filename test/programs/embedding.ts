// Lives inside a program that keeps the last word: nothing exits, the report is only a value.
import process from "node:process";
import { Lifecycle } from "quiesce";
import { keepBusy } from "./busy.ts";
import { attach } from "./door.ts";

const life = new Lifecycle({ graceMs: 5_000 });
const detach = attach(life);
keepBusy(life);
life.use("database", {}, () => console.log("closed database"));
life.on("stopped", ({ report }) => console.log(`reported ${report.exitCode}`));
life.ready();
console.log("ready");

await life.reached("stopped");
detach();
console.log("own ending");
process.exitCode = 42;
