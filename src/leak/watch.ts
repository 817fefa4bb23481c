import { type Release, release, type Scope, track, type Tracker } from "../core/mod.ts";

/** What a watcher may be told of; everything is optional. See `Tracker` of the core. */
export interface Watcher extends Partial<Tracker> {}

/** What the core is given: it asks whether there is a `call` before it calls a task by it. */
interface Shared extends Tracker {
  lines(): readonly string[];
}

let watchers: readonly Watcher[] = [];
let untrack: Release | undefined;

/**
 * Tells `watcher` of everything that is opened, closed and cancelled in the whole process, until
 * released. The core has room for one tracker; this one stands for all watchers.
 *
 * @throws {QuiesceError} `WRONG_STATE` while somebody else tracks
 */
export function watch(watcher: Watcher): Release {
  untrack ??= track(shared);
  setWatchers([...watchers, watcher]);
  return release(() => {
    setWatchers(watchers.filter((other) => other !== watcher));
    if (watchers.length > 0) return;
    untrack?.();
    untrack = undefined;
  });
}

function setWatchers(given: readonly Watcher[]): void {
  watchers = given;
  if (given.some(({ call }) => call !== undefined)) shared.call = callAll;
  else delete shared.call;
}

const shared: Shared = {
  // Whoever opens something must be on the stack when its place is taken, so nothing is deferred.
  opened(subject, kind, entry, place) {
    for (const watcher of watchers) watcher.opened?.(subject, kind, entry, place);
  },
  closed(subject) {
    for (const watcher of watchers) watcher.closed?.(subject);
  },
  signalMade(scope, signal) {
    for (const watcher of watchers) watcher.signalMade?.(scope, signal);
  },
  listened(scope) {
    for (const watcher of watchers) watcher.listened?.(scope);
  },
  cancelling(cancellation) {
    for (const watcher of watchers) watcher.cancelling?.(cancellation);
  },
  told(scope, reason) {
    for (const watcher of watchers) watcher.told?.(scope, reason);
  },
  passed(scope) {
    for (const watcher of watchers) watcher.passed?.(scope);
  },
  lines: () => watchers.flatMap((watcher) => watcher.lines?.() ?? []),
};

/** Each watcher calls the next, and the last one the task. */
function callAll<T>(scope: Scope, run: () => T): T {
  const calls = watchers.filter(({ call }) => call !== undefined);
  return calls.reduceRight<() => T>(
    (next, watcher) => () => watcher.call ? watcher.call(scope, next) : next(),
    run,
  )();
}
