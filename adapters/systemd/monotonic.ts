import { readFileSync } from "node:fs";
import process from "node:process";

/**
 * Now, on the clock by which systemd orders a reload and its answers, in microseconds. `undefined`
 * where that clock cannot be read.
 */
export function monotonicMicros(): string | undefined {
  // Elsewhere that function counts from the start of the process.
  if (!("Deno" in globalThis || "Bun" in globalThis)) {
    return String(process.hrtime.bigint() / 1000n);
  }
  try {
    const [seconds = ""] = readFileSync("/proc/uptime", "utf8").split(" ");
    // It is cut off to hundredths: what comes too early is taken for an old answer.
    return String(Math.round(Number(seconds) * 1_000_000) + 10_000);
  } catch {
    return undefined;
  }
}
