import type { Lifecycle } from "../core/mod.ts";

/** Whether `error` only says that the code which threw it was stopped with the life. */
export function obeysStop(life: Lifecycle, error: unknown): boolean {
  const { reason } = life.scope;
  if (reason === undefined) return false;
  if (error === reason) return true;
  if (!(error instanceof Error)) return false;
  // The soft reason may have been followed by a harder one; either may be what it obeyed.
  const reasons: readonly unknown[] = [reason, life.stopping.reason];
  return reasons.includes(error) || reasons.includes(error.cause);
}
