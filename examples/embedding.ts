// Lives inside a program that keeps the last word: nothing exits, the report is a value.
import process from "node:process";
import { Lifecycle } from "quiesce";
import { attach } from "./door.ts";

const life = new Lifecycle({ graceMs: 5_000 });
const detach = attach(life, { report: false });
const timer = life.use("ticker", setInterval(() => {}, 1_000), (timer) => clearInterval(timer));
life.ready();
console.log(`ready, and the timer is ${timer === undefined ? "missing" : "set"}`);

life.on("stopped", ({ report }) => {
  detach();
  console.log(`stopped with ${report.exitCode}, because: ${report.reason.message}`);
  process.exitCode = report.exitCode;
});
