import type { Scope } from "../../../src/core/mod.ts";

/** Work that never ends, whatever it is told. */
export function forever(): Promise<never> {
  return new Promise(() => {});
}

/** Work that ends when it is asked to stop. */
export function untilStop(scope: Scope): Promise<never> {
  return new Promise((_resolve, reject) => void scope.onStop(reject));
}

/** Work that takes no notice of being asked, and ends when it is aborted. */
export function untilAbort(scope: Scope): Promise<never> {
  return new Promise((_resolve, reject) => void scope.onAbort(reject));
}

/** Lets all promises settle that can. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await undefined;
}

/** What the outcome of a promise is by now. */
export function seen<T>(promise: Promise<T>): { value?: T } {
  const found: { value?: T } = {};
  void promise.then((value) => found.value = value);
  return found;
}
