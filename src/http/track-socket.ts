import { type Lifecycle, type Release, release } from "../core/mod.ts";

/** What a WebSocket must be able to do to be ended by us. */
export interface ClosableSocket {
  /** Begins to close it. */
  close(code?: number, reason?: string): void;
  /** Cuts it, where the runtime can. */
  terminate?(): void;
}

/** The code of a close frame that says that the server goes away. */
export const GOING_AWAY = 1001;

/** What a close frame says besides. */
export const GOING_AWAY_REASON = "The service is shutting down";

const OWNED: WeakSet<object> = new WeakSet();

/**
 * Counts a WebSocket until the result is called, and closes it with 1001 when the drain begins. A
 * client that has not answered when long-lived work has had its share is cut, and counts no more.
 *
 * **Late**: once the gate is closed it is closed at once.
 *
 * @example Count a WebSocket that a server of your own has accepted
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { trackSocket } from "quiesce/deno";
 *
 * const life = new Lifecycle();
 * const socket = { close: (code?: number) => console.log(`closed with ${code}`) };
 * const gone = trackSocket(life, "GET /ws", socket);
 * console.assert(life.gate.stats().longLived === 1);
 * gone();
 * console.assert(life.gate.stats().longLived === 0);
 * ```
 */
export function trackSocket(life: Lifecycle, name: string, socket: ClosableSocket): Release {
  const close = (): void => socket.close(GOING_AWAY, GOING_AWAY_REASON);
  const lease = life.gate.lease(name, { kind: "longLived", end: cut, sinceMs: life.clock.nowMs() });
  const unlisten = lease && life.scope.onStop(close);
  if (!lease) close();
  return release(leave);

  function leave(): void {
    unlisten?.();
    lease?.release();
  }

  function cut(): void {
    leave();
    socket.terminate?.();
  }
}

/** Notes that a server itself counts and closes the socket behind `key`. */
export function own(key: object): void {
  OWNED.add(key);
}

/** Whether a server itself counts and closes the socket behind `key`. */
export function isOwned(key: unknown): boolean {
  return typeof key === "object" && key !== null && OWNED.has(key);
}
