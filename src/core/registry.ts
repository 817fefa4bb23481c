import { QuiesceError } from "../check/mod.ts";
import type { Hook } from "./hook.ts";
import type { DeclaredHook } from "./declared.ts";
import { nonNegative } from "../check/mod.ts";
import { cycleWith, longestPathMs } from "./order.ts";
import { type Release, release } from "./release.ts";
import type { Phase } from "./state.ts";
import { tracker } from "./tracker.ts";

/** Whether the hooks of a phase run one by one unless `after` says otherwise. */
export function isChained(phase: Phase): boolean {
  return phase !== "announce" && phase !== "drain";
}

/** The hooks of a life, by phase, oldest first. */
export class Registry {
  readonly #hooks: Set<Hook> = new Set();

  of(phase: Phase): readonly Hook[] {
    return [...this.#hooks].filter((hook) => hook.phase === phase);
  }

  has(hook: Hook): boolean {
    return this.#hooks.has(hook);
  }

  /**
   * Adds a hook, or throws and adds nothing. While it starts, an `after` may name what is registered
   * later.
   */
  add(hook: Hook, isStarting = true): Release {
    const action = `register ${hook.phase} hook "${String(hook.name)}"`;
    check(action, hook, this.of(hook.phase));
    if (!isStarting) this.#checkNames(action, hook);
    this.#hooks.add(hook);
    tracker?.opened(hook, "hook");
    return release(() => {
      this.#hooks.delete(hook);
      tracker?.closed(hook);
    });
  }

  /** All hooks as data, oldest first. */
  declared(): readonly DeclaredHook[] {
    return [...this.#hooks].map(({ phase, name, timeoutMs }) => ({
      phase,
      hook: name,
      ...(timeoutMs !== undefined && { timeoutMs }),
    }));
  }

  /** What the hooks of a phase declare along their longest path. */
  declaredMs(phase: Phase): number {
    return longestPathMs(this.of(phase), isChained(phase));
  }

  /** Refuses an `after` that names nothing. */
  checkNames(action: string): void {
    for (const hook of this.#hooks) this.#checkNames(action, hook);
  }

  #checkNames(action: string, { phase, name, after = [] }: Hook): void {
    const missing = after.find((each) => !this.of(phase).some((hook) => hook.name === each));
    if (missing === undefined) return;
    throw new QuiesceError(
      "UNKNOWN_HOOK",
      `Cannot ${action}: ${phase} hook "${name}" is to run after "${missing}", which does not exist`,
    );
  }
}

function check(action: string, hook: Hook, others: readonly Hook[]): void {
  const { name, run, timeoutMs, after } = hook;
  if (typeof name !== "string" || name === "") {
    throw new QuiesceError(
      "BAD_HOOK",
      `Cannot register ${hook.phase} hook: its name must be a text`,
    );
  }
  if (typeof run !== "function") {
    throw new QuiesceError("BAD_HOOK", `Cannot ${action}: expected a function, got ${typeof run}`);
  }
  if (timeoutMs !== undefined) nonNegative(action, "timeoutMs", timeoutMs);
  if (after !== undefined && !isNames(after)) {
    throw new QuiesceError("BAD_OPTION", `Cannot ${action}: "after" must be an array of names`);
  }
  if (others.some((other) => other.name === name)) {
    throw new QuiesceError("DUPLICATE_HOOK", `Cannot ${action}: the phase has a hook of that name`);
  }
  const cycle = cycleWith(others, hook);
  if (!cycle) return;
  const circle = cycle.map((each) => `"${each}"`).join(" after ");
  throw new QuiesceError("HOOK_CYCLE", `Cannot ${action}: hooks wait for each other, ${circle}`);
}

function isNames(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.every((each) => typeof each === "string");
}
