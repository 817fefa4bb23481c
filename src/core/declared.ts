import type { Reserves } from "./budget.ts";
import type { Phase } from "./state.ts";

/** A hook as it was registered. */
export interface DeclaredHook {
  /** The phase in which it runs. */
  readonly phase: Phase;
  /** Its name. */
  readonly hook: string;
  /** Its share of the budget, where it was given one. */
  readonly timeoutMs?: number;
}

/** What a life was told about the time that its end may take. All times are in milliseconds. */
export interface DeclaredBudget {
  /** The whole, from the first trigger to the exit. */
  readonly graceMs: number;
  /** How far the end may be moved. */
  readonly maxGraceMs: number;
  /** How long it serves while readiness is red already. A part of the whole. */
  readonly delayMs: number;
  /** What is left of the whole once it was forced. */
  readonly forceMs: number;
  /** How long long-lived work may go on after it was asked to end. */
  readonly longLivedMs: number;
  /** What is kept free at the end, or what the hooks declare when that is more. */
  readonly reserves: Reserves;
  /** All hooks, oldest first. */
  readonly hooks: readonly DeclaredHook[];
}
