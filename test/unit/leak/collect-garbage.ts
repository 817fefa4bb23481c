import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collects garbage until `isDone`, however the runtime does it. Fails when it takes too long. */
export async function collectGarbage(isDone: () => boolean): Promise<void> {
  const collect = collector();
  const endMs = performance.now() + 30_000;
  while (!isDone()) {
    if (performance.now() > endMs) throw new Error("Cannot collect it: something holds it");
    collect();
    const { promise, resolve } = Promise.withResolvers<void>();
    // Finalizers run between two tasks of the event loop.
    setTimeout(resolve, 5);
    await promise;
  }
}

function collector(): () => void {
  const { Bun } = globalThis as { readonly Bun?: { gc(isSync: boolean): void } };
  if (Bun !== undefined) return () => Bun.gc(true);
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
