// Throws from a listener of the platform at each place where there can be one, and goes on.
import process from "node:process";
import { Lifecycle } from "../../../mod.ts";

const life = new Lifecycle({ graceMs: 1_000 });
const heard: string[] = [];
const broken = (): never => {
  throw new Error("broken listener");
};

// Where the platform reports it instead of dying of it, as Node and Bun do.
process.on("uncaughtException", () => {});
life.events.addEventListener("phase.started", broken);
life.stopping.addEventListener("abort", broken);
life.scope.onStop(() => heard.push("stop"));
const task = life.scope.spawn("task", async ({ stopping, signal }) => {
  signal.addEventListener("abort", broken);
  await new Promise((resolve) => stopping.addEventListener("abort", resolve));
  heard.push("task");
});
life.onClose("db", () => heard.push("close"));

const report = await life.shutdown("the test is over");
life.scope.abort();
await task.outcome;
console.log(JSON.stringify({ heard, end: report.end }));
