import { constants } from "node:os";
import process from "node:process";
import { type Fault, type Platform, type Release, release } from "../../src/core/mod.ts";
import { watchdog } from "../thread/mod.ts";

// Only what is used: the published types must not need those of Deno.
declare const Deno: {
  addSignalListener(signal: string, listener: () => void): void;
  removeSignalListener(signal: string, listener: () => void): void;
  permissions: { querySync(asked: { name: "env"; variable: string }): { readonly state: string } };
};

// What cannot be listened to or survived, and second names.
const UNHEARD: readonly string[] =
  "SIGKILL SIGSTOP SIGSEGV SIGFPE SIGILL SIGBUS SIGIOT SIGPOLL SIGUNUSED".split(" ");

// As PID 1, Deno crashes on those of them that nobody listens to.
const DEADLY_AS_FIRST: readonly string[] = ["SIGTERM", "SIGINT", "SIGHUP"];

/** Longer than any process lives between two turns of its timer. */
const HOLD_MS = 2 ** 31 - 1;

let only: Platform | undefined;

/**
 * The process that this program runs in, as Deno gives it. **Again**: the same object.
 *
 * @example See which signals can be listened to
 * ```ts
 * import { platform } from "quiesce/deno";
 *
 * console.assert("SIGINT" in platform().signals);
 * ```
 */
export function platform(): Platform {
  return only ??= {
    name: "deno",
    pid: process.pid,
    signals: heard(),
    onSignal(signal, listener) {
      if (process.pid === 1) survive();
      Deno.addSignalListener(signal, listener);
      return release(() => Deno.removeSignalListener(signal, listener));
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
    variable,
    watchdog,
  };
}

function variable(name: string): string | undefined {
  // To read what is not allowed would ask the user, or throw.
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? process.env[name] : undefined;
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

let survives = false;

function survive(): void {
  if (survives) return;
  survives = true;
  for (const name of DEADLY_AS_FIRST) Deno.addSignalListener(name, ignore);
}

function ignore(): void {}

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

function drained(name: "stdout" | "stderr"): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  try {
    const stream = process[name];
    // It stays: what nobody reads any more must not become an uncaught exception now.
    stream.on("error", () => resolve());
    stream.write("", () => resolve());
  } catch {
    // A closed descriptor has nothing to wait for.
    resolve();
  }
  return promise;
}

/** The kinds of resources that keep the event loop alive, with how many there are of each. */
function held(): readonly string[] {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => count === 1 ? kind : `${kind} x${count}`);
}
