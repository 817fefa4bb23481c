import { aFunction, badOption } from "../../src/check/mod.ts";
import type { Lifecycle, Release } from "../../src/core/mod.ts";
import { METRICS, OUTCOMES } from "../../src/observe/mod.ts";
import { fileStore, type PreviousStore } from "./previous.ts";
import { parseRecord, recordText } from "./record.ts";
import type { Totals } from "./totals.ts";

/** What is remembered from a process to the next. */
export interface Memory {
  /** **Ends** once what the process before has left is part of the totals. Never rejects. */
  readonly loaded: PromiseLike<void>;
  readonly release: Release;
}

/** Checks where the record is kept. */
export function storeOf(given: string | PreviousStore): PreviousStore {
  const action = "export metrics";
  if (typeof given === "string" && given !== "") return fileStore(given);
  if (typeof given !== "object" || given === null) {
    throw badOption(action, "previous", "a path or a store", given);
  }
  aFunction(action, "previous.read", given.read);
  aFunction(action, "previous.write", given.write);
  return given;
}

/**
 * Adds what the process before has left to `totals`, leaves a mark that this one has begun, and
 * writes the final record once the life has stopped.
 */
export function remember(
  life: Lifecycle,
  store: PreviousStore,
  { totals, atEnd }: { readonly totals: Totals; readonly atEnd: () => Totals },
): Memory {
  declareFirst(totals);
  const failed = (error: unknown): void => life.caught("record of the previous end", error);
  const begin = (text: string | undefined): void | PromiseLike<void> => {
    take(totals, text);
    return store.write(recordText({ end: "none", totals: totals.saved() }));
  };
  const loaded = attempt(failed, () => chain(store.read(), begin));
  const undo = life.on("stopped", ({ waitUntil }) => {
    const end = (): void | PromiseLike<void> =>
      store.write(recordText({ end: "completed", totals: atEnd().saved() }));
    const written = chain(loaded, () => attempt(failed, end));
    if (written !== undefined) waitUntil(written);
  });
  return { loaded: Promise.resolve(loaded), release: undo };
}

/** An increase cannot be seen of a series that begins with it, so what alerts look at begins at zero. */
function declareFirst(totals: Totals): void {
  totals.declare(METRICS.uncleanEnds, {});
  totals.declare(METRICS.compensationFailures, {});
  for (const reason of ["signal", "call"]) totals.declare(METRICS.forced, { reason });
  for (const outcome of OUTCOMES) totals.declare(METRICS.shutdown, { reason: "signal", outcome });
}

function take(totals: Totals, text: string | undefined): void {
  const before = text === undefined ? undefined : parseRecord(text);
  if (!before) return;
  totals.load(before.totals);
  if (before.end === "none") totals.add(METRICS.uncleanEnds, 1, {});
}

/** Goes on at once where nothing has to be waited for: a process may exit before a promise settles. */
function chain<T, R>(
  value: T | PromiseLike<T>,
  run: (value: T) => R | PromiseLike<R>,
): R | PromiseLike<R> {
  return isThenable(value) ? value.then((settled) => run(settled)) : run(value);
}

/** Runs `run`; what it throws, at once or later, is told and is all that comes of it. */
function attempt(
  failed: (error: unknown) => void,
  run: () => void | PromiseLike<void>,
): void | PromiseLike<void> {
  try {
    const work = run();
    return isThenable(work) ? work.then(undefined, failed) : undefined;
  } catch (error) {
    failed(error);
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === "function";
}
