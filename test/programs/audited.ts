// Writes an audit log to standard output, behind much other output and a reader that is slow.
import process from "node:process";
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
  if (process.env["PEER"]) void life.shutdown("a rehearsal");
  console.error("ready");
}, { graceMs: 8_000, report: false });
