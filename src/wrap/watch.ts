import { type AbortSource, onAbort, onStop } from "./abort-source.ts";
import { type Release, release } from "../core/mod.ts";

/** What ends a wait early: hard with a reason, or softly. */
export interface StopOptions {
  /** Ends it with the reason. A scope stands for its hard signal. */
  readonly signal?: AbortSource | undefined;
  /** Ends it cleanly. A scope stands for its soft signal. */
  readonly stopping?: AbortSource | undefined;
}

/** Who hears of it. */
export interface StopEars {
  aborted(reason: unknown): void;
  stopped(): void;
}

/**
 * Tells of a stop and of an abort, each once, until released. An abort of a scope is also a stop, and
 * is heard as such a moment before; so a stop is told only when no abort comes with it.
 */
export function watch({ signal, stopping }: StopOptions, ears: StopEars): Release {
  let isOver = false;
  const forgetAbort = onAbort(signal, (reason) => {
    isOver = true;
    ears.aborted(reason);
  });
  const forgetStop = onStop(
    isOver ? undefined : stopping,
    () => queueMicrotask(() => isOver || ears.stopped()),
  );
  return release(() => {
    isOver = true;
    forgetAbort();
    forgetStop();
  });
}
