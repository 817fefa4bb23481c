import type { Lifecycle } from "../core/mod.ts";
import type { SignalAction } from "./signal.ts";

const MEANT: WeakMap<Lifecycle, ReadonlyMap<string, SignalAction>> = new WeakMap();

/** Notes what signals mean to a life. */
export function rememberSignals(life: Lifecycle, actions: ReadonlyMap<string, SignalAction>): void {
  MEANT.set(life, actions);
}

/** What signals mean to a life, by name; `undefined` when it was never attached. */
export function signalsOf(life: Lifecycle): Readonly<Record<string, SignalAction>> | undefined {
  const actions = MEANT.get(life);
  return actions && Object.fromEntries(actions);
}
