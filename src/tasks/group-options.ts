import { badOption } from "../check/mod.ts";
import type { Clock, Place, Scope, Task } from "../core/mod.ts";
import type { Restart, Supervision } from "./supervise.ts";

/**
 * What the failure of one task means to the others.
 *
 * - `cancel` the first failure aborts the others, with itself as the cause
 * - `collect` all run to their end; the group has failed if one has
 * - `isolate` a failure is listed, and otherwise nobody's business but its own
 * - the result of `supervise()`: tasks are restarted
 */
export type GroupPolicy = "cancel" | "collect" | "isolate" | Supervision;

/** What a group may be given. */
export interface GroupOptions {
  /** The scope below which the group hangs, such as `lifecycle.scope`. Default: none. */
  readonly parent?: Scope | undefined;
  /** Default: `cancel`. */
  readonly policy?: GroupPolicy | undefined;
  /** Aborts the group this long after it was made. Default: never. */
  readonly timeoutMs?: number | undefined;
  /**
   * For which tasks the place of their spawn is taken from the stack, which costs a microsecond or
   * more: all, none, or the first two of each turn of the event loop while fewer than 64 are live, and
   * one in 1 024 functions besides. The others are known by the head of their function and by the place of
   * another that was spawned in the same turn. Default: `some`.
   */
  readonly places?: "all" | "some" | "none" | undefined;
  /** The clock, where there is no parent that has one. Default: the clock of the platform. */
  readonly clock?: Clock | undefined;
}

/** What one spawn in a group may be given. */
export interface GroupSpawnOptions {
  /** Where it was spawned, for those who spawn on behalf of others. Default: see `places`. */
  readonly place?: Place | undefined;
  /** Supervised only: when the task is restarted. Default: that of the supervision. */
  readonly restart?: Restart | undefined;
  /** Supervised only: whether its end counts for `autoShutdown`. Default: `false`. */
  readonly significant?: boolean | undefined;
}

/** How a group is stopped. */
export interface GroupStopOptions {
  /**
   * How long after this call what has not ended is aborted; 0 aborts at once. Default: `Infinity`, and
   * 5000 or what else the supervision says in a supervised group.
   */
  readonly timeoutMs?: number | undefined;
}

/** A task of a group. */
export interface GroupTask<T> extends Task<T> {
  /** How often it has been started, where it is supervised. */
  readonly attempts?: number;
}

/** Checks what a group is given, and says what its policy is. */
export function checkedPolicy(action: string, options: GroupOptions): GroupPolicy {
  const { policy = "cancel", places = "some", parent, clock } = options;
  if (parent !== undefined && clock !== undefined) {
    throw badOption(action, "clock", "left out below a parent, which has one", clock);
  }
  if (places !== "all" && places !== "some" && places !== "none") {
    throw badOption(action, "places", '"all", "some" or "none"', places);
  }
  if (typeof policy === "object" && policy !== null) return policy;
  if (policy === "cancel" || policy === "collect" || policy === "isolate") return policy;
  const expected = '"cancel", "collect", "isolate" or the result of supervise()';
  throw badOption(action, "policy", expected, policy);
}

/** Refuses what means something to a supervisor only. */
export function unsupervised(action: string, options: GroupSpawnOptions): void {
  for (const option of ["restart", "significant"] as const) {
    if (options[option] === undefined) continue;
    throw badOption(action, option, "left out without supervision", options[option]);
  }
}
