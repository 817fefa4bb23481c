import { constants } from "node:os";
import process from "node:process";
import { type Fault, type Platform, type Release, release } from "../../src/core/mod.ts";
import { watchdog } from "../thread/mod.ts";

// What cannot be listened to or survived, and second names. Bun accepts a listener for SIGPWR and
// SIGSTKFLT, but never calls it.
const UNHEARD: readonly string[] =
  "SIGKILL SIGSTOP SIGSEGV SIGFPE SIGILL SIGBUS SIGIOT SIGPOLL SIGPWR SIGSTKFLT".split(" ");

/** Longer than any process lives between two turns of its timer. */
const HOLD_MS = 2 ** 31 - 1;

let only: Platform | undefined;

/**
 * The process that this program runs in, as Bun gives it. **Again**: the same object.
 *
 * @example See which signals can be listened to
 * ```ts
 * import { platform } from "quiesce/bun";
 *
 * console.assert("SIGINT" in platform().signals);
 * ```
 */
export function platform(): Platform {
  return only ??= {
    name: "bun",
    pid: process.pid,
    signals: heard(),
    onSignal(signal, listener) {
      process.on(signal, listener);
      return release(() => process.off(signal, listener));
    },
    onFault,
    onIdle(listener) {
      process.on("beforeExit", listener);
      return release(() => process.off("beforeExit", listener));
    },
    hold() {
      const timer = setInterval(() => {}, HOLD_MS);
      return release(() => clearInterval(timer));
    },
    exitCode: () => process.exitCode === undefined ? undefined : Number(process.exitCode),
    setExitCode: (code) => void (process.exitCode = code),
    exit: (code) => process.exit(code),
    flush,
    warn: (line) => console.error(line),
    held,
    afterUnref(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      (timer as unknown as { unref(): void }).unref();
      return release(() => clearTimeout(timer));
    },
    variable: (name) => process.env[name],
    watchdog,
  };
}

/** The signals that can be listened to, with their numbers; on Windows those that are delivered. */
function heard(): Readonly<Record<string, number>> {
  const known: Readonly<Record<string, number>> = { ...constants.signals };
  const delivered = ["SIGINT", "SIGBREAK", "SIGHUP"];
  const names = process.platform === "win32"
    ? delivered
    : Object.keys(known).filter((name) => !UNHEARD.includes(name));
  return Object.fromEntries(names.map((name) => [name, known[name] ?? 0]));
}

function onFault(listener: (fault: Fault) => void): Release {
  const thrown = (error: unknown): void => listener({ kind: "uncaughtException", error });
  const rejected = (error: unknown): void => listener({ kind: "unhandledRejection", error });
  process.on("uncaughtException", thrown);
  process.on("unhandledRejection", rejected);
  return release(() => {
    process.off("uncaughtException", thrown);
    process.off("unhandledRejection", rejected);
  });
}

async function flush(): Promise<void> {
  await Promise.all([drained("stdout"), drained("stderr")]);
}

async function drained(name: "stdout" | "stderr"): Promise<void> {
  try {
    const stream = process[name];
    // It stays: what nobody reads any more must not become an uncaught exception now.
    stream.on("error", () => {});
    await sinkOf(stream)?.flush();
  } catch {
    // A closed descriptor has nothing to wait for.
  }
}

/** Bun calls back at once for an empty write; only the sink behind the stream knows what waits. */
function sinkOf(stream: object): Sink | undefined {
  const fields = stream as Readonly<Record<symbol, unknown>>;
  const values = Object.getOwnPropertySymbols(stream).map((symbol) => fields[symbol]);
  return values.find((value) => typeof (value as Sink | undefined)?.flush === "function") as Sink;
}

interface Sink {
  flush(): unknown;
}

/** The kinds of resources that keep the event loop alive, with how many there are of each. */
function held(): readonly string[] {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => count === 1 ? kind : `${kind} x${count}`);
}
