// A hundred thousand tasks with a cleanup each; the stop comes while half of them are being opened.
import { setImmediate as turn } from "node:timers/promises";
import type { Scope } from "quiesce";
import { run } from "./door.ts";

const TASKS = 100_000;
const PER_TURN = 500;
const cleaned = new Uint8Array(TASKS);
let opened = 0;
let openedAtStop = 0;

await run((life) => {
  life.scope.onStop(() => openedAtStop = opened);
  // Opens them all, stop or no stop: what is opened late is cleaned up as well.
  life.spawn("opener", async (scope) => {
    for (; opened < TASKS; opened += 1) {
      if (opened === TASKS / 2) console.log("ready");
      if (opened % PER_TURN === 0) await turn();
      open(scope, opened);
    }
  });
  life.onFlush("count", () => {
    console.log(JSON.stringify({ opened, openedAtStop, cleaned: counts() }));
  });
}, { graceMs: 60_000 });

/** A third ends at once, a third in the next turn, and a third when it is asked to. */
function open(owner: Scope, at: number): void {
  owner.spawn("task", (scope) => {
    if (at % 2 === 0) scope.defer(() => void (cleaned[at]! += 1));
    else scope.defer(() => Promise.resolve().then(() => cleaned[at]! += 1));
    if (at % 3 === 0) return;
    if (at % 3 === 1) return Promise.resolve();
    return new Promise<void>((resolve) => scope.onStop(() => resolve()));
  });
}

/** How many tasks were cleaned up how often. */
function counts(): Record<string, number> {
  const found: Record<string, number> = {};
  for (const times of cleaned) found[times] = (found[times] ?? 0) + 1;
  return found;
}
