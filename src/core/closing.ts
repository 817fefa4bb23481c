import type { ScopeOutcome, Unstopped } from "./outcome.ts";
import { type Release, release } from "./release.ts";
import { frozen } from "./report.ts";
import type { Scope } from "./scope.ts";
import type { Extra } from "./scope-extra.ts";
import { sweep } from "./sweep.ts";

/** How long aborted work is waited for unless the root says otherwise. */
export const UNWIND_MS = 1_000;

/** How a scope ends that owned nothing. */
export const ALREADY_DONE: Promise<ScopeOutcome> = Promise.resolve(
  frozen({ end: "done", errors: [], unstopped: [] }),
);

/** What closing a scope needs besides its public side. */
export interface Closing {
  readonly scope: Scope;
  readonly extra: Extra;
  hasChildren(): boolean;
  /** How long the longest shield below the scope may still last. */
  shieldedMs(): number;
  listenerFailed(error: unknown): void;
  /** Takes the scope out of the tree. */
  leave(): void;
}

/** Waits for what a stopping scope owns, cleans up and takes it out of the tree. */
export async function closeScope(closing: Closing): Promise<ScopeOutcome> {
  const { scope, extra } = closing;
  let unstopped: Unstopped[] = [];
  do {
    if (closing.hasChildren() && unstopped.length === 0) await emptied(closing);
    unstopped = scope.open();
    await cleanUp(closing);
    // A cleanup may have opened or deferred something; what was given up is not waited for again.
  } while (!extra.cleanups.isEmpty || (closing.hasChildren() && unstopped.length === 0));
  extra.disarm?.();
  closing.leave();
  if (unstopped.length > 0) extra.root.options.observer?.leftBehind?.(scope);
  return extra.outcome(unstopped);
}

/** Waits until the last child has left, or until aborted ones have had time to unwind. */
async function emptied({ scope, extra, shieldedMs }: Closing): Promise<void> {
  const { clock } = scope;
  const nowMs = clock.nowMs();
  const unwoundMs = nowMs - (extra.abortedMs ?? nowMs);
  const over = Promise.withResolvers<void>();
  let giveUp: Release | undefined;
  const wait = (ms: number): void => {
    giveUp = clock.after(ms, () => {
      const moreMs = shieldedMs();
      if (moreMs > 0) wait(moreMs);
      else over.resolve();
    });
  };
  const forget = scope.onAbort(() => wait(scope.unwindMs - unwoundMs));
  await Promise.race([scope.idle(), over.promise]);
  giveUp?.();
  forget();
}

/** Runs the cleanups of a scope, newest first. */
export async function cleanUp({ scope, extra, listenerFailed }: Closing): Promise<void> {
  const { cleanupMs = 5_000, observer } = extra.root.options;
  if (extra.cleanups.isEmpty) return;
  await sweep(extra.cleanups, {
    clock: scope.clock,
    path: scope.path,
    timeoutMs: () => Math.min(cleanupMs, scope.isAborted ? scope.unwindMs : scope.remainingMs()),
    deadlineMs: () => scope.isAborted ? Infinity : scope.deadlineMs,
    onAbort: (listener) => scope.isAborted ? release(() => {}) : scope.onAbort(listener),
    failed: (error) => {
      extra.fail(error);
      observer?.cleanupFailed?.(scope.path, error);
    },
    listenerFailed,
  });
}
