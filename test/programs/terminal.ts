// Ends as slowly as its driver wants, and does meanwhile what the driver says, a line at a time.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import process from "node:process";
import { createInterface } from "node:readline";
import { liveView } from "quiesce/terminal";
import { run } from "./door.ts";

const { PORT = "0", TASKS = "0", REQUEST = "GET /orders/42", GRACE_MS = "60000" } = process.env;
const { FAULTS = "true", REPORT = "true" } = process.env;

const over = Promise.withResolvers<void>();

const ORDERS: Readonly<Record<string, (text: string) => unknown>> = {
  print: (text) => console.log(JSON.parse(text)),
  write: (text) => process.stdout.write(JSON.parse(text)),
  child: (text) => spawn("printf", [JSON.parse(text)], { stdio: "inherit" }),
  crash: () =>
    setTimeout(() => {
      throw new Error("crashed on purpose");
    }),
  exit: () => process.exit(3),
  finish: () => over.resolve(),
};

// Not awaited: Bun survives an uncaught error while it waits at the top of a module.
void run((life) => {
  const driver = connect(Number(PORT), "127.0.0.1");
  createInterface({ input: driver }).on("line", (line) => {
    const [order = "", text = ""] = line.split(/ (.*)/);
    ORDERS[order]?.(text);
  });
  life.onFlush("driver", () => void driver.destroy());
  life.onDrain("consumer", () => over.promise);
  // Before the workers by more than what ages are rounded by.
  const request = life.gate.lease(REQUEST, { sinceMs: life.clock.nowMs() - 5 });
  void over.promise.then(() => request?.release());
  for (let number = 1; number <= Number(TASKS); number += 1) {
    life.spawn(`worker-${number}`, () => over.promise);
  }
  console.log("ready");
}, {
  terminal: liveView,
  graceMs: Number(GRACE_MS),
  forceMs: Number(GRACE_MS),
  faults: FAULTS === "true",
  ...(REPORT === "true" ? {} : { report: false }),
});
