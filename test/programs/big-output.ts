// Writes a mebibyte to standard output as the last thing that it does.
import process from "node:process";
import { keepBusy } from "./busy.ts";
import { run } from "./door.ts";

const LINE = `${"x".repeat(63)}\n`;
const LINES = 16_383;
const LAST = `${"x".repeat(59)}\nEND\n`;

await run((life) => {
  keepBusy(life);
  life.onFlush("output", () => {
    process.stdout.write(LINE.repeat(LINES));
    process.stdout.write(LAST);
  });
  console.error("ready");
}, {
  graceMs: Number(process.env["GRACE_MS"] ?? 8_000),
  watchdog: process.env["WATCHDOG"] !== undefined,
});
