import { ABORTED, HEAD_BYTES, STOPPING, TEXT_BYTES } from "./thread-flags.ts";

/**
 * The program of a thread. It is text, and needs no other file of this package, so that a bundler
 * cannot lose it. `workerData` says what to run; the one answer is a `value` or an `error`.
 */
export const THREAD_SOURCE: string = `
import { parentPort, workerData } from "node:worker_threads";

const { shared, text, module, name, input } = workerData;
const head = new Int32Array(shared, 0, 3);
const reasons = [];
const controllers = [];
let calls = 1;
let callsLeft = 1;
let readMs = 0;
let turnedMs = performance.now();

function level() {
  return Atomics.load(head, 0);
}

function reasonOf(asked) {
  if (reasons[asked]) return reasons[asked];
  const start = ${HEAD_BYTES} + (asked - 1) * ${TEXT_BYTES};
  const bytes = new Uint8Array(shared, start, Atomics.load(head, asked)).slice();
  const { message, ...rest } = JSON.parse(new TextDecoder().decode(bytes));
  return reasons[asked] = Object.assign(new Error(message), rest);
}

function refresh() {
  for (let asked = 1; asked <= level(); asked += 1) {
    if (controllers[asked]?.signal.aborted === false) controllers[asked].abort(reasonOf(asked));
  }
}

function signalOf(asked) {
  controllers[asked] ??= new AbortController();
  refresh();
  return controllers[asked].signal;
}

function throwIfAborted() {
  if (level() < ${ABORTED}) return;
  refresh();
  throw reasonOf(${ABORTED});
}

async function turn() {
  await new Promise((resolve) => setImmediate(resolve));
  turnedMs = readMs = performance.now();
  throwIfAborted();
}

const context = {
  get isStopping() {
    return level() >= ${STOPPING};
  },
  get isAborted() {
    return level() >= ${ABORTED};
  },
  get stopping() {
    return signalOf(${STOPPING});
  },
  get signal() {
    return signalOf(${ABORTED});
  },
  get reason() {
    return level() === 0 ? undefined : reasonOf(level());
  },
  checkpoint() {
    throwIfAborted();
    callsLeft -= 1;
    if (callsLeft > 0) return undefined;
    const nowMs = performance.now();
    callsLeft = calls = nowMs - readMs < 0.1 ? Math.min(calls * 2, 64) : 1;
    readMs = nowMs;
    return nowMs - turnedMs < 5 ? undefined : turn();
  },
  status(line) {
    parentPort.postMessage({ status: String(line) });
  },
};

function plain(error, depth = 0) {
  if (!(error instanceof Error)) return { thrown: cloned(error) };
  const { name, message, stack, code, cause } = error;
  const data = { name: String(name), message: tidy(message), stack: tidy(stack) };
  if (typeof code === "string" || typeof code === "number") data.code = code;
  if (cause !== undefined && depth < 5) data.cause = plain(cause, depth + 1);
  return data;
}

// The whole text of this program is its address, which not all runtimes replace by its name, and
// some cut. It has no colon.
function tidy(text) {
  const address = /\\/?data:text\\/javascript,%0Aimport[^\\s:]*/g;
  return String(text).replaceAll(address, "quiesce:thread");
}

// The most likely mistake: what was written around the function is not here.
function explain(error) {
  if (!(error instanceof ReferenceError) || !/not defined|find variable/.test(error.message)) return;
  const { message, stack } = error;
  const hint = message + " (a function travels to its thread as text, and sees only its input)";
  Object.defineProperty(error, "message", { value: hint, configurable: true, writable: true });
  const told = String(stack).replace(message, () => hint);
  Object.defineProperty(error, "stack", { value: told, configurable: true, writable: true });
}

function cloned(thrown) {
  try {
    return structuredClone(thrown);
  } catch {
    return String(thrown);
  }
}

async function load() {
  // What esbuild wraps functions with when it keeps their names.
  globalThis.__name ??= (target) => target;
  const work = text === undefined ? (await import(module))[name] : (0, eval)(text);
  if (typeof work === "function") return work;
  const message = "Cannot offload: " + module + " exports no function \\"" + name + "\\"";
  throw Object.assign(new Error(message), { name: "QuiesceError", code: "BAD_OPTION" });
}

parentPort.on("message", refresh);
try {
  const work = await load();
  parentPort.postMessage({ value: await work(input, context) });
} catch (error) {
  if (text !== undefined) explain(error);
  const obeys = reasons.some((reason) => reason === error || reason === error?.cause);
  parentPort.postMessage({ error: plain(error), obeys });
}
//# sourceURL=quiesce:thread
`;
