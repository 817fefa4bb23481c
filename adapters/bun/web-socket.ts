import type { Lifecycle, Release } from "../../src/core/mod.ts";
import { type ClosableSocket, own, trackSocket } from "../../src/http/mod.ts";

/** The handlers of WebSockets that `Bun.serve` takes, as far as they concern us. */
export interface BunSocketHandler {
  /** A socket was opened. */
  open?(socket: never): unknown;
  /** A socket is closed. */
  close?(socket: never, code: number, reason: string): unknown;
  /** A message came in. */
  message(socket: never, message: never): unknown;
}

/** The same handlers; each socket is counted until it is closed, and closed with 1001 in a drain. */
export function trackedSockets(life: Lifecycle, handler: BunSocketHandler): object {
  const tracked = new WeakMap<ClosableSocket, Release>();
  return {
    ...handler,
    open(socket: ClosableSocket): unknown {
      own(socket);
      tracked.set(socket, trackSocket(life, "WebSocket", socket));
      return handler.open?.(socket as never);
    },
    close(socket: ClosableSocket, code: number, reason: string): unknown {
      tracked.get(socket)?.();
      return handler.close?.(socket as never, code, reason);
    },
  };
}
