import type { Clock } from "../core/mod.ts";
import { clockOf, throwIfAborted } from "./abort-source.ts";
import { type StopOptions, watch } from "./watch.ts";

/** What a wait may be given. */
export interface WaitOptions extends StopOptions {
  /** Default: the clock of the scope that is given, or of the platform. */
  readonly clock?: Clock | undefined;
}

/** Waits until the time has come or it is stopped. Rejects with the reason when it is aborted. */
export async function wait(ms: number, options: WaitOptions): Promise<"due" | "stopped"> {
  throwIfAborted(options.signal);
  const { promise, resolve, reject } = Promise.withResolvers<"due" | "stopped">();
  const disarm = clockOf(options.clock, options.signal, options.stopping).after(
    ms,
    () => resolve("due"),
  );
  const forget = watch(options, { aborted: reject, stopped: () => resolve("stopped") });
  try {
    return await promise;
  } finally {
    disarm();
    forget();
  }
}
