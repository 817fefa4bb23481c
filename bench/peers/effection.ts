// What effection 4 offers for the jobs that are measured, as its own documentation shows it.
import { loadPeer } from "./load-peer.ts";

interface Operation<T> {
  [Symbol.iterator](): Iterator<Operation<unknown>, T>;
}

interface EffectionModule {
  ensure(cleanup: () => void): Operation<void>;
  run(steps: () => Generator<Operation<unknown>, void>): Promise<void>;
}

const { ensure, run } = await loadPeer<EffectionModule>("effection");

/** Adds `cleanup` to one task many times over, and ends it: `ensure`. */
export function effectionCleanUp(times: number, cleanup: () => void): Promise<void> {
  return run(function* (): Generator<Operation<unknown>, void> {
    for (let time = 0; time < times; time += 1) yield* ensure(cleanup);
  });
}
