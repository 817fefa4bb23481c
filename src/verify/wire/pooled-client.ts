import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { Route } from "../settings.ts";
import type { Connection } from "./connection.ts";
import type { Answer } from "./response-reader.ts";
import type { Traffic } from "./traffic.ts";

/** How long a client waits after it found nobody to connect to. */
const REFUSED_MS = 25;

/** What a client asks, and for how long. */
export interface PooledClientOptions {
  readonly lane: string;
  readonly route: Route;
  /** Between the answer of that number and the next request. Default: none. */
  pauseMs?(answer: number): number;
  /** Whether it shall send no more. */
  isOver(): boolean;
}

/**
 * One client with one connection, as a pool has many: it sends the next request once the last one
 * is answered, obeys `Connection: close` and the `Retry-After` of a 503, opens a new connection when
 * the old one has ended, and never ends one by itself. **Ends** once it shall send no more and its
 * last request has ended.
 */
export async function keepAsking(traffic: Traffic, options: PooledClientOptions): Promise<void> {
  const { lane, route } = options;
  let connection = traffic.connect(lane);
  for (let answer = 1; !options.isOver(); answer += 1) {
    connection = usable(traffic, connection);
    const answered = await traffic.ask(lane, route, { connection }).ended;
    const pauseMs = connection.hasConnected ? options.pauseMs?.(answer) ?? 0 : REFUSED_MS;
    await rest(Math.max(pauseMs, retryAfterMs(answered)), options);
    // Right after the events of sockets: the end of a connection that has come is known then, so
    // that only those which truly cross a request are met.
    await setImmediate();
  }
}

/** What a refusal asks for, where it says it in seconds (RFC 9110, section 10.2.3). */
function retryAfterMs(answer: Answer | undefined): number {
  if (answer?.status !== 503) return 0;
  return Number(answer.headers.get("retry-after") ?? 0) * 1_000 || 0;
}

/** Rests for so long, or until nothing more is to be sent. */
async function rest(ms: number, { isOver }: PooledClientOptions): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !isOver(); leftMs -= REFUSED_MS) {
    await delay(Math.min(leftMs, REFUSED_MS));
  }
}

function usable(traffic: Traffic, connection: Connection): Connection {
  if (connection.isUsable) return connection;
  connection.close();
  return traffic.connect(connection.lane);
}
