import type { Release, Scope } from "../core/mod.ts";

/** What somebody beside the event loop saw while it stood. */
export interface BlockSight {
  /** The task that was running, if it was one. */
  readonly scope: Scope | undefined;
  /** Where it stood, the innermost call first. */
  readonly stack: readonly string[];
}

/** Looks at the event loop from beside it, such as from a thread. */
export interface BlockWatcher {
  /** **Ends** once it can look. Never rejects. */
  readonly started: Promise<void>;
  /** Looks after `delayMs`, unless armed anew before. Forgets what was seen. */
  arm(delayMs: number): void;
  /** What it has seen since it was armed. */
  seen(): BlockSight | undefined;
  /** Calls `run`, the function of a task, so that it is known wherever that goes on. */
  call<T>(scope: Scope, run: () => T): T;
  /** Ends it. */
  readonly release: Release;
}

/**
 * Starts a watcher, which calls `looked` while it looks: on the thread of the event loop, whatever
 * that was doing. It returns whom to name when no task is known.
 */
export type BlockWatch = (looked: () => string | undefined) => BlockWatcher;
