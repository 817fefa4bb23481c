import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { Route } from "../settings.ts";
import type { Connection } from "./connection.ts";
import type { Traffic } from "./traffic.ts";

/** How long a client waits after it found nobody to connect to. */
const REFUSED_MS = 25;

/** What a client asks, and for how long. */
export interface PooledClientOptions {
  readonly lane: string;
  readonly route: Route;
  /** Between an answer and the next request. Default: none. */
  readonly pauseMs?: number;
  /** Whether it shall send no more. */
  isOver(): boolean;
}

/**
 * One client with one connection, as a pool has many: it sends the next request once the last one
 * is answered, obeys `Connection: close`, opens a new connection when the old one has ended, and
 * never ends one by itself. **Ends** once it shall send no more and its last request has ended.
 */
export async function keepAsking(traffic: Traffic, options: PooledClientOptions): Promise<void> {
  const { lane, route, pauseMs = 0 } = options;
  let connection = traffic.connect(lane);
  while (!options.isOver()) {
    connection = usable(traffic, connection);
    await traffic.ask(lane, route, { connection }).ended;
    if (!connection.hasConnected) await delay(REFUSED_MS);
    else if (pauseMs > 0) await delay(pauseMs);
    // Right after the events of sockets: the end of a connection that has come is known then, so
    // that only those which truly cross a request are met.
    await setImmediate();
  }
}

function usable(traffic: Traffic, connection: Connection): Connection {
  if (connection.isUsable) return connection;
  connection.close();
  return traffic.connect(connection.lane);
}
