import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { peerStates } from "./socket-table.ts";

const EVERY_MS = 20;
/** A look takes the longer, the more sockets the machine has: as long as this many looks it waits. */
const REST = 2;

/** What is looked at, and for how long. */
export interface Looking {
  readonly connections: Iterable<Connection>;
  readonly port: number;
  isOver(): boolean;
  /** Is called once the system has told something. */
  onSeen(): void;
}

/**
 * Looks again and again whether the server has read the requests in flight. A reset tells nothing of
 * it: a kernel sends one for bytes that nobody has read, and for a process that wants one after it
 * has read them. It can come at any time, so whoever begins to look then is too late.
 */
export async function keepLooking(looking: Looking): Promise<void> {
  while (!looking.isOver()) {
    const startMs = performance.now();
    await lookOnce(looking);
    const tookMs = performance.now() - startMs;
    await delay(Math.max(EVERY_MS, REST * tookMs), undefined, { ref: false });
  }
}

async function lookOnce({ connections, port, onSeen }: Looking): Promise<void> {
  const unsure = [...connections].filter(({ isUnsure }) => isUnsure);
  if (unsure.length === 0) return;
  const looks = unsure.map((connection) => connection.look());
  const states = await peerStates(port);
  if (states.size > 0) onSeen();
  for (const learn of looks) learn(states);
}
