// Writes an audit log to standard output, behind much other output and a reader that is slow.
import process from "node:process";
import type { Lifecycle } from "quiesce";
import { auditLog, lineWriter } from "quiesce/observe";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const LINE = `${"x".repeat(63)}\n`;

await run((life) => {
  keepBusy(life);
  auditLog(life, { write: lineWriter(process.stdout) });
  life.onFlush("output", () => void process.stdout.write(LINE.repeat(8_192)));
  life.onCompensate("orders", () => {});
  if (process.env["FAIL"]) setTimeout(() => void Promise.reject(new Error("lost")), 50);
  if (process.env["CONFIGURE"]) configure(life);
  if (process.env["PEER"]) void life.shutdown("a rehearsal");
  console.error("ready");
}, { graceMs: 8_000, report: false });

/** Changes something again and again, each time with a record of its own. */
function configure(life: Lifecycle): void {
  let times = 0;
  const timer = setInterval(() => {
    life.configure({ delayMs: times += 1 });
    if (times > 3) console.error("configured again");
  }, 50);
  life.onDrain("configuring", () => clearInterval(timer));
}
