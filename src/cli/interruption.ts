import { constants } from "node:os";
import process from "node:process";
import { Failure } from "./failure.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Work that a signal to us calls off. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Leaves signals to the runtime again. */
  release(): void;
}

/** Turns the first signal into an abort; the second one ends the process at once. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    const exitCode = 128 + (constants.signals[name] ?? 0);
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort(new Failure("INTERRUPTED", `Cannot go on: ${name} came`, exitCode));
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
