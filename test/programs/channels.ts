// Prints what an agent hears that the program knows nothing of.
import { subscribe } from "node:diagnostics_channel";
import process from "node:process";
import { Hono } from "hono";
import { quiesce } from "quiesce/hono";
import { run } from "./door.ts";

const NAMES = [
  "state.changed",
  "shutdown.requested",
  "phase.started",
  "hook.settled",
  "gate.closed",
  "stopped",
  "request.admitted",
  "request.ended",
];

for (const name of NAMES) {
  subscribe(`quiesce:${name}`, (message) => {
    const { version, life, ...rest } = message as { version: number; life?: object };
    console.log(`${name} ${version} ${typeof life} ${Object.keys(rest).sort().join()}`);
  });
}

await run(async (life) => {
  const app = new Hono().use(quiesce(life)).get("/", (c) => c.text("ok"));
  life.onClose("database", () => {});
  await life.serve(app.fetch, { port: Number(process.env["PORT"]), hostname: "127.0.0.1" });
  console.error("listening");
}, { graceMs: 8_000, report: false });
