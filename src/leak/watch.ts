import { type Release, release, track, type Tracker } from "../core/mod.ts";

/** What a watcher may be told of; everything is optional. See `Tracker` of the core. */
export interface Watcher extends Partial<Tracker> {
  /** What it knows, for people, a line each. The dump of a process shows it. */
  lines?(): readonly string[];
}

type Told = Exclude<keyof Watcher, "lines">;

const watchers: Set<Watcher> = new Set();
let untrack: Release | undefined;

/**
 * Tells `watcher` of everything that is opened, closed and cancelled in the whole process, until
 * released. The core has room for one tracker; this one stands for all watchers.
 *
 * @throws {QuiesceError} `WRONG_STATE` while somebody else tracks
 */
export function watch(watcher: Watcher): Release {
  untrack ??= track(tracker);
  watchers.add(watcher);
  return release(() => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    untrack?.();
    untrack = undefined;
  });
}

// The calls stay here, so that whoever opens something is on the stack when a place is taken.
const tracker: Required<Watcher> = {
  opened(subject, kind, entry) {
    for (const watcher of watchers) watcher.opened?.(subject, kind, entry);
  },
  closed: (subject) => tell("closed", subject),
  signalMade(scope, signal) {
    for (const watcher of watchers) watcher.signalMade?.(scope, signal);
  },
  listened: (scope) => tell("listened", scope),
  cancelling: (cancellation) => tell("cancelling", cancellation),
  told(scope, reason) {
    for (const watcher of watchers) watcher.told?.(scope, reason);
  },
  passed: (scope) => tell("passed", scope),
  lines: () => [...watchers].flatMap((watcher) => watcher.lines?.() ?? []),
};

function tell<Name extends Told>(name: Name, given: Parameters<Tracker[Name]>[0]): void {
  for (const watcher of watchers) {
    const call = watcher[name] as ((given: unknown) => void) | undefined;
    call?.call(watcher, given);
  }
}
