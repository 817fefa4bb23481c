import type { Unstopped } from "./outcome.ts";
import type { Place } from "./place.ts";
import type { StopReason } from "./reason.ts";
import type { Phase } from "./state.ts";

/** What a hook is told. */
export interface HookContext {
  /** Aborts when the time of the hook has run out; already aborted when it is called late. */
  readonly signal: AbortSignal;
  /** Why the process ends. */
  readonly reason: StopReason;
  /** What was cut or left by the drain. Empty before the drain is over. */
  readonly cut: readonly Unstopped[];
  /** How long the phase may still take. */
  remainingMs(): number;
}

/** A function that runs in a phase. */
export type HookFunction = (context: HookContext) => unknown;

/** What a hook may be given. */
export interface HookOptions {
  /** Its share of the budget, from when it is called. Default: what is left for its phase. */
  readonly timeoutMs?: number;
  /**
   * The hooks of the phase that must have settled before this one is called; then it waits for no
   * other. An empty list makes it independent.
   */
  readonly after?: readonly string[];
  /** The place that the report shows, given by a wrapper. Default: where the hook is registered. */
  readonly place?: Place;
}

/** A registered hook. */
export interface Hook extends HookOptions {
  readonly name: string;
  readonly phase: Phase;
  readonly run: HookFunction;
  readonly place: Place;
}
