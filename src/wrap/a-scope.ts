import { badOption } from "../check/mod.ts";
import type { Scope } from "../core/mod.ts";

/**
 * Checks a scope. By its shape: two installed copies do not share a class.
 *
 * @throws {QuiesceError} `BAD_OPTION` for anything else, such as the lifecycle that has the scope
 */
export function aScope(action: string, option: string, given: unknown): Scope {
  if (typeof (given as { readonly child?: unknown } | undefined | null)?.child === "function") {
    return given as Scope;
  }
  throw badOption(action, option, `a Scope${hintFor(given)}`, given);
}

/** What helps who gave a lifecycle where a scope is wanted. */
export function hintFor(given: unknown): string {
  const { scope } = Object(given) as { readonly scope?: unknown };
  return typeof scope === "object" ? ' (for a lifecycle, its "scope")' : "";
}
