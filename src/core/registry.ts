import { QuiesceError } from "./error.ts";
import type { Hook } from "./hook.ts";
import { nonNegative } from "./option.ts";
import { cycleWith, longestPathMs } from "./order.ts";
import { type Release, release } from "./release.ts";
import type { Phase } from "./state.ts";

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

  /** Adds a hook, or throws and adds nothing. */
  add(hook: Hook): Release {
    check(hook, this.of(hook.phase));
    this.#hooks.add(hook);
    return release(() => this.#hooks.delete(hook));
  }

  /** What the hooks of a phase declare along their longest path. */
  declaredMs(phase: Phase): number {
    return longestPathMs(this.of(phase), isChained(phase));
  }

  /** Refuses an `after` that names nothing. Only now, since what it names may be registered later. */
  checkNames(action: string): void {
    for (const { phase, name, after } of this.#hooks) {
      const missing = after?.find((each) => !this.of(phase).some((hook) => hook.name === each));
      if (missing === undefined) continue;
      throw new QuiesceError(
        "UNKNOWN_HOOK",
        `Cannot ${action}: ${phase} hook "${name}" is to run after "${missing}", which does not exist`,
      );
    }
  }
}

function check(hook: Hook, others: readonly Hook[]): void {
  const { phase, name, run, timeoutMs, after } = hook;
  const action = `register ${phase} hook "${String(name)}"`;
  if (typeof name !== "string" || name === "") {
    throw new QuiesceError("BAD_HOOK", `Cannot register ${phase} hook: its name must be a text`);
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
