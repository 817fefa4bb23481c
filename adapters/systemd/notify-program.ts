import { spawn } from "node:child_process";
import { QuiesceError } from "../../src/check/mod.ts";
import { linesOf, type Message, type Send } from "./message.ts";
import { mayDo, variable } from "./permission.ts";

const PROGRAM = "systemd-notify";
/** Longer than the five seconds for which the program waits for a receipt. */
const PATIENCE_MS = 8_000;

/**
 * Sends by the program that comes with systemd, a process for each message.
 *
 * It waits for a receipt, since systemd cannot tell whose message it is once the sender is gone.
 */
export function viaProgram(address: string): Send {
  let options: readonly string[] = [];
  return async (message: Message) => {
    const lines = linesOf(message);
    if (await succeeds([...options, ...lines], address)) return;
    // Not every supervisor gives a receipt, and to be told twice does no harm.
    options = ["--no-block"];
    if (await succeeds([...options, ...lines], address)) return;
    const advice = `run it by hand: NOTIFY_SOCKET=${address} ${PROGRAM} READY=1`;
    throw new QuiesceError("UNSUPPORTED", `Cannot tell systemd: "${PROGRAM}" failed; ${advice}`);
  };
}

/** **Ends** when the program has, with whether it went well. It never holds this process. */
function succeeds(words: readonly string[], address: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const child = start(words, address);
  const timer: unknown = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  (timer as { unref(): void }).unref();
  child.once("error", (error) => reject(notStarted(error)));
  child.once("exit", (code) => resolve(code === 0));
  // Deno throws here when the program did not start.
  if (child.pid !== undefined) child.unref();
  return promise.finally(() => clearTimeout(timer as number));
}

function start(words: readonly string[], address: string): ReturnType<typeof spawn> {
  // Deno's `spawn` reads the environment on the way.
  if (!mayDo({ name: "run", command: PROGRAM }) || !mayDo({ name: "env" })) {
    const advice = `allow it by --allow-env --allow-run=${PROGRAM}`;
    throw new QuiesceError("UNSUPPORTED", `Cannot tell systemd: Deno may not run it; ${advice}`);
  }
  const path = variable("PATH");
  const env = { NOTIFY_SOCKET: address, ...(path !== undefined && { PATH: path }) };
  return spawn(PROGRAM, words, { env, stdio: "ignore" });
}

function notStarted(error: Error): QuiesceError {
  const advice = `install it, it comes with systemd, or run Deno with --unstable-net`;
  const message = `Cannot tell systemd: "${PROGRAM}" does not start (${error.message}); ${advice}`;
  return new QuiesceError("UNSUPPORTED", message, { cause: error });
}
