import type { Connection } from "./connection.ts";
import { peerStates } from "./socket-table.ts";

const EVERY_MS = 20;
/** A look takes the longer, the more sockets the machine has: it may cost this share of the time. */
const SHARE = 5;

/**
 * Looks now, and then again and again, whether the server has read the requests in flight. Returns
 * how to stop that. A reset tells nothing of it: a kernel sends one for bytes that nobody has read,
 * and for a process that wants one after it has read them.
 */
export function keepLooking(connections: Iterable<Connection>, port: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const startMs = performance.now();
    lookOnce(connections, port);
    const tookMs = performance.now() - startMs;
    timer = setTimeout(look, Math.max(EVERY_MS, SHARE * tookMs));
  };
  look();
  return () => clearTimeout(timer);
}

/** Looks once. */
export function lookOnce(connections: Iterable<Connection>, port: number): void {
  const unsure = [...connections].filter(({ isUnsure }) => isUnsure);
  if (unsure.length === 0) return;
  const states = peerStates(port);
  for (const connection of unsure) connection.learn(states);
}
