import { type Lifecycle, type Release, release } from "../core/mod.ts";
import type { Step } from "./ladder.ts";

/** What the signals of an attached life do, for those who show it to people. */
export interface Steps {
  /** What signals of that name would do if they came now, the next one first. */
  ahead(signal: string): readonly Step[];
  /** Calls `listener` with each signal that ends the life, before it has any effect. */
  onStep(listener: (step: Step, signal: string) => void): Release;
}

const STEPS: WeakMap<Lifecycle, Steps> = new WeakMap();

/** Notes what the signals of a life do, until released. */
export function rememberSteps(life: Lifecycle, steps: Steps): Release {
  STEPS.set(life, steps);
  return release(() => STEPS.delete(life));
}

/** What the signals of a life do; `undefined` while it is not attached. */
export function stepsOf(life: Lifecycle): Steps | undefined {
  return STEPS.get(life);
}
