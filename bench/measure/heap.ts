import process from "node:process";

interface Engine {
  gc?(options?: { readonly type: "minor" }): void;
  readonly Bun?: { gc(force: boolean): void };
}

const engine = globalThis as unknown as Engine;

// JavaScriptCore says only after a collection how much is alive.
const jsc = engine.Bun === undefined ? undefined : await import("bun:jsc");

/** Collects garbage, weakly held things included. */
export async function collect(): Promise<void> {
  // Weak references are let go when a turn of the loop has ended.
  await new Promise((done) => setTimeout(done, 0));
  if (engine.Bun !== undefined) engine.Bun.gc(true);
  else if (engine.gc !== undefined) engine.gc();
  else throw new Error("Cannot collect garbage: run with --expose-gc");
}

/**
 * Collects what was made lately, and leaves the rest. A full collection throws compiled code away
 * as well: whoever has much of it, as the larger peers do, then runs at a fifth of its speed.
 */
export async function collectYoung(): Promise<void> {
  await new Promise((done) => setTimeout(done, 0));
  if (engine.Bun !== undefined) engine.Bun.gc(false);
  else engine.gc?.({ type: "minor" });
}

/** Bytes that are alive, after as many collections as it takes until they stay the same. */
export async function liveBytes(): Promise<number> {
  let bytes = Infinity;
  for (let turn = 0; turn < 12; turn += 1) {
    await collect();
    const now = usedBytes();
    if (Math.abs(now - bytes) < 1_024) return now;
    bytes = now;
  }
  return bytes;
}

/** Bytes that `run` allocates, collected or not; small enough a run that nothing is collected. */
export function allocatedBytes(run: () => void): number {
  const least = Array.from({ length: 9 }, () => {
    const before = usedBytes();
    run();
    return usedBytes() - before;
  });
  // A collection in between makes the difference negative, and reading it costs some bytes.
  return Math.min(...least.filter((bytes) => bytes >= 0));
}

function usedBytes(): number {
  return jsc === undefined ? process.memoryUsage().heapUsed : jsc.heapStats().heapSize;
}
