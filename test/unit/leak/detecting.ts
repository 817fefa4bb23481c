import { Scope, type ScopeOptions } from "../../../src/core/mod.ts";
import { detectLeaks, type LeakDetector, type LeakOptions } from "../../../src/leak/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

export interface Detecting {
  readonly clock: HandClock;
  readonly detector: LeakDetector;
  /** What was told: `found deaf /orders/worker`. */
  readonly told: readonly string[];
  /** Makes a root scope on the clock that is not collected before the detector is released. */
  root(name: string, options?: ScopeOptions): Scope;
}

/** Runs `look` with a detector on a hand clock, which is released whatever happens. */
export async function detecting(
  options: LeakOptions & { readonly clock?: HandClock },
  look: (given: Detecting) => unknown,
): Promise<void> {
  const clock = options.clock ?? handClock();
  const detector = detectLeaks({ ...options, clock });
  const told: string[] = [];
  detector.on("leak.found", ({ problem, path }) => told.push(`found ${problem} ${path}`));
  detector.on("leak.ended", ({ problem, path }) => told.push(`ended ${problem} ${path}`));
  const roots: Scope[] = [];
  const root = (name: string, more?: ScopeOptions): Scope => {
    const made = new Scope(name, { clock, ...more });
    roots.push(made);
    return made;
  };
  try {
    await look({ clock, detector, told, root });
  } finally {
    detector.release();
    roots.length = 0;
  }
}

/** What is wrong, in short: `idle /orders/order 0 x50`. */
export function problems(detector: LeakDetector): string[] {
  return detector.leaks().map(({ problem, path, count }) => `${problem} ${path} x${count}`);
}

/** Work that never ends. */
export function forever(): Promise<never> {
  return new Promise(() => {});
}
