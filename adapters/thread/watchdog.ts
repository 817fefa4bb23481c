import { Worker } from "node:worker_threads";
import { release, type Watchdog } from "../../src/core/mod.ts";

/** What is longer is cut; it is for people. */
const TEXT_BYTES = 500;
const HEAD_BYTES = 12;
const NEVER = -1;
const OVER = -2;

/*
 * The thread shares three numbers and a text with the event loop: how often it was armed, the delay,
 * the length of the text. It sleeps on the first, so that it needs no loop to be armed or to fire.
 */
const THREAD = `
import { writeSync } from "node:fs";
import process from "node:process";
import { workerData } from "node:worker_threads";
const head = new Int32Array(workerData, 0, 3);
const text = new Uint8Array(workerData, ${HEAD_BYTES});
let armed = 0;
let leftMs = Infinity;
for (;;) {
  if (Atomics.wait(head, 0, armed, leftMs) === "timed-out") break;
  armed = Atomics.load(head, 0);
  if (head[1] === ${OVER}) break;
  leftMs = head[1] === ${NEVER} ? Infinity : head[1];
}
if (head[1] >= 0) {
  const doing = new TextDecoder().decode(text.slice(0, head[2]));
  writeSync(2, "quiesce: killed by the watchdog, the event loop is blocked in " + doing + "\\n");
  process.kill(process.pid, "SIGKILL");
}
`;

/** Starts a thread that kills the process when nobody arms it anew in time. */
export function watchdog(): Watchdog {
  const shared = new SharedArrayBuffer(HEAD_BYTES + TEXT_BYTES);
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`), {
    workerData: shared,
  });
  worker.unref();
  worker.on(
    "error",
    (error) => console.error(`quiesce: the watchdog has failed: ${error.message}`),
  );
  return {
    arm: (delayMs, doing) => arm(shared, delayMs === Infinity ? NEVER : delayMs, doing),
    release: release(() => arm(shared, OVER, "")),
  };
}

function arm(shared: SharedArrayBuffer, delayMs: number, doing: string): void {
  const head = new Int32Array(shared, 0, 3);
  const bytes = new TextEncoder().encode(doing).slice(0, TEXT_BYTES);
  new Uint8Array(shared, HEAD_BYTES).set(bytes);
  head[1] = Math.min(delayMs, 2 ** 31 - 1);
  head[2] = bytes.length;
  Atomics.add(head, 0, 1);
  Atomics.notify(head, 0);
}
