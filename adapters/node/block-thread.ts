/** What is longer is cut; it is for people. */
export const TEXT_BYTES = 8_000;
/** Of the four numbers before the text: armed how often, the delay, the length, armed when taken. */
export const HEAD_BYTES = 16;

/** How the thread is started. */
export interface BlockThreadData {
  readonly shared: SharedArrayBuffer;
  /** The name of a global symbol, under which the event loop's thread can be asked who runs. */
  readonly question: string;
  readonly print: boolean;
}

/*
 * The thread sleeps on the first number. When nobody arms it in time, it connects to the event loop's
 * thread, pauses it, takes down where it stands, and lets it go on. What it has taken is in shared
 * memory before that, so that the other side need not wait for a message.
 */
export const BLOCK_THREAD: string = `
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
const { shared, question, print } = workerData;
const head = new Int32Array(shared, 0, 4);
const text = new Uint8Array(shared, ${HEAD_BYTES});
const expression = "globalThis[Symbol.for(" + JSON.stringify(question) + ")]?.() ?? ''";
// The inspector alone does not keep a thread alive.
setInterval(() => {}, 1_000_000);
parentPort.postMessage("started");
let armed = 0;
let leftMs = Infinity;
for (;;) {
  const isLate = Atomics.wait(head, 0, armed, leftMs) === "timed-out";
  if (isLate) await look();
  else armed = Atomics.load(head, 0);
  leftMs = isLate ? Infinity : head[1];
}
async function look() {
  const session = new Session();
  const ask = (method, given) => new Promise((resolve, reject) =>
    session.post(method, given, (error, answer) => error ? reject(error) : resolve(answer)));
  const paused = new Promise((resolve) =>
    session.once("Debugger.paused", ({ params }) => resolve(params.callFrames)));
  // The frames themselves do not name their files.
  const urls = new Map();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  try {
    session.connectToMainThread();
    await ask("Debugger.enable");
    if (Atomics.load(head, 0) !== armed) return;
    await ask("Debugger.pause");
    const frames = await paused;
    if (Atomics.load(head, 0) === armed) take(frames.map((frame) => lineOf(frame, urls)), await whoRuns(ask));
    // Another debugger may have done it.
    await ask("Debugger.resume").catch(() => {});
    await ask("Debugger.disable");
  } finally {
    session.disconnect();
  }
}
async function whoRuns(ask) {
  const { result } = await ask("Runtime.evaluate", { expression, returnByValue: true });
  return String(result.value ?? "");
}
function lineOf({ functionName, location }, urls) {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const place = urls.get(scriptId) + ":" + (lineNumber + 1) + ":" + (columnNumber + 1);
  return functionName ? functionName + " (" + place + ")" : place;
}
function take(frames, path) {
  const lines = frames.slice(0, 10);
  const { written } = new TextEncoder().encodeInto(lines.join("\\n"), text);
  head[2] = written;
  Atomics.store(head, 3, armed);
  if (print) say(["the event loop stands in " + (path || "no task"), ...lines].join("\\n    at "));
}
function say(line) {
  writeSync(2, "quiesce: " + line + "\\n");
}
`;
