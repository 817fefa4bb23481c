import type { Lifecycle } from "../core/mod.ts";
import type { SignalAction } from "./signal.ts";

/** Tells what each signal means at the moment. */
type Meanings = () => ReadonlyMap<string, SignalAction>;

const MEANT: WeakMap<Lifecycle, Meanings> = new WeakMap();

/** Notes who knows what signals mean to a life. */
export function rememberSignals(life: Lifecycle, meanings: Meanings): void {
  MEANT.set(life, meanings);
}

/** What signals mean to a life now, by name; `undefined` when it was never attached. */
export function signalsOf(life: Lifecycle): Readonly<Record<string, SignalAction>> | undefined {
  const meanings = MEANT.get(life);
  return meanings && Object.fromEntries(meanings());
}
