import process from "node:process";
import { hurry } from "./phase.ts";
import { hasFault } from "./settings.ts";

const NUMBERS = { SIGTERM: 15, SIGINT: 2 } as const;
/** Signals nearer to each other than that are one, told several times. */
const BURST_MS = 500;

let count = 0;
let lastMs = -Infinity;

/** Takes the first signal for a request to end, the second to hurry, the third to leave at once. */
export function hearSignals(end: () => void): void {
  for (const [name, number] of Object.entries(NUMBERS)) {
    if (name === "SIGINT" && hasFault("deaf-to-interrupt")) continue;
    process.on(name, () => hear(128 + number, end));
  }
}

function hear(code: number, end: () => void): void {
  const nowMs = performance.now();
  if (hasFault("cleans-twice")) return end();
  if (nowMs - lastMs < BURST_MS && !hasFault("burst-forces")) return;
  lastMs = nowMs;
  count += 1;
  if (hasFault("deaf")) return;
  if (count === 1) return end();
  if (hasFault("ignores-repeats")) return;
  if (count > 2) process.exit(code);
  if (!hasFault("ignores-second")) hurryWith(code);
}

function hurryWith(code: number): void {
  process.exitCode = hasFault("second-exits-0") ? 0 : code;
  hurry();
}
