/**
 * Loads a peer as the caller's interface describes it: only the benchmarks install the peers, so
 * the compiler must not look for them.
 */
export async function loadPeer<T>(name: string): Promise<T> {
  return await import(name) as T;
}
