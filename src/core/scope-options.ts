import type { Clock } from "./port.ts";
import type { Scope } from "./scope.ts";

/** What a root scope may be given. */
export interface ScopeOptions {
  /** Default: the clock of the platform. */
  readonly clock?: Clock;
  /** How long aborted work is waited for before the scope closes without it. Default: 1000. */
  readonly unwindMs?: number;
  /** How long one cleanup may take when no deadline is nearer. Default: 5000, as Erlang/OTP has it. */
  readonly cleanupMs?: number;
  /** Is told what goes wrong below this scope. */
  readonly observer?: ScopeObserver;
  /** What a tracker is told that it is. Default: `scope`. */
  readonly kind?: "scope" | "lifecycle";
}

/** What a child scope may be given. A deadline can only shorten that of the parent. */
export interface ChildOptions {
  /** Aborts the child this long after now. */
  readonly timeoutMs?: number;
  /** Aborts the child at this time of the scope's clock. */
  readonly deadlineMs?: number;
}

/** Is told what goes wrong in a tree of scopes. It must not throw. */
export interface ScopeObserver {
  /** A task ended by an error that was not an answer to a stop. */
  taskFailed?(scope: Scope, error: unknown): void;
  /** A cleanup of the scope at `path` threw, or its time ran out. */
  cleanupFailed?(path: string, error: unknown): void;
  /** `scope` has closed without some of what it owned, which has not ended. See its `open()`. */
  leftBehind?(scope: Scope): void;
  /** A listener of the scope at `path` threw. */
  listenerFailed?(path: string, error: unknown): void;
}

/** Undoes something when a scope closes. Its signal aborts when its time runs out. */
export type Cleanup = (signal: AbortSignal) => unknown;

/** Closes a resource. Its signal aborts when its time runs out. */
export type Disposer<R> = (resource: R, signal: AbortSignal) => unknown;
