/*
 * The order of hooks.
 *
 * The hooks without `after` form a chain, the newest first. A hook with `after` waits for exactly
 * those that it names. A hook of the chain waits for every newer hook, since what was opened last is
 * closed first, except for those that depend, through others or themselves, on this place of the
 * chain or a later one.
 *
 * Why that has no cycle: `need(h)` is the last place of the chain that `h` depends on, or its own.
 * A hook of the chain waits only for hooks of a smaller `need`, and no hook depends on a greater one.
 * What is left are hooks with `after` that name each other in a circle; those are refused.
 */
import type { Hook } from "./hook.ts";

type Ordered = Pick<Hook, "name" | "after" | "timeoutMs">;

/**
 * What each hook waits for. `hooks` are given oldest first; names that do not exist are passed over.
 * Without `chained`, hooks wait only for what they name.
 */
export function predecessorsOf<H extends Ordered>(
  hooks: readonly H[],
  chained: boolean,
): Map<H, readonly H[]> {
  const named = new Map(hooks.map((hook) => [hook.name, hook]));
  const before = new Map<H, readonly H[]>(
    hooks.map((hook) => [hook, (hook.after ?? []).flatMap((name) => named.get(name) ?? [])]),
  );
  if (!chained) return before;
  const need = needs(hooks, before);
  hooks.forEach((hook, at) => {
    if (hook.after) return;
    before.set(hook, hooks.slice(at + 1).filter((newer) => need(newer) < need(hook)));
  });
  return before;
}

/** The last place of the chain that a hook depends on, or its own; -1 for none. */
function needs<H extends Ordered>(
  hooks: readonly H[],
  before: ReadonlyMap<H, readonly H[]>,
): (hook: H) => number {
  const known = new Map<H, number>();
  for (const hook of hooks.toReversed()) if (!hook.after) known.set(hook, known.size);
  const need = (hook: H): number => {
    const found = known.get(hook) ?? Math.max(-1, ...(before.get(hook) ?? []).map(need));
    known.set(hook, found);
    return found;
  };
  hooks.forEach(need);
  return need;
}

/** The names of a circle of `after` that `hook` would close, or `undefined`. */
export function cycleWith<H extends Ordered>(hooks: readonly H[], hook: H): string[] | undefined {
  if (!hook.after?.length) return undefined;
  const named = new Map([...hooks, hook].map((each) => [each.name, each]));
  const seen = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    const at = [...path, name];
    if (name === hook.name && path.length > 0) return at;
    if (seen.has(name)) return undefined;
    seen.add(name);
    for (const next of named.get(name)?.after ?? []) {
      const found = visit(next, at);
      if (found) return found;
    }
    return undefined;
  };
  return visit(hook.name, []);
}

/** What the hooks declare along their longest path, in milliseconds. */
export function longestPathMs<H extends Ordered>(hooks: readonly H[], chained: boolean): number {
  const before = predecessorsOf(hooks, chained);
  const known = new Map<H, number>();
  const lengthOf = (hook: H): number => {
    const found = known.get(hook) ??
      declaredMs(hook) + Math.max(0, ...(before.get(hook) ?? []).map(lengthOf));
    known.set(hook, found);
    return found;
  };
  return Math.max(0, ...hooks.map(lengthOf));
}

/** A hook that may take forever asks for nothing: it gets what is left. */
function declaredMs({ timeoutMs = 0 }: Ordered): number {
  return timeoutMs === Infinity ? 0 : timeoutMs;
}
