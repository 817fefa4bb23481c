import { type Connection, openConnection } from "./connection.ts";
import { type Fate, fate, get, saysClose } from "./request.ts";
import { within } from "./wait.ts";

/** How many requests met which fate. */
export type Tally = Record<Fate, number>;

/** Clients that send one request after another on kept connections, until they are refused. */
export interface HotLoad {
  /** Settles when each client has been answered a few times. */
  readonly warm: Promise<void>;
  /** Settles when each client has been refused or has lost a request. */
  readonly done: Promise<Tally>;
}

const WARM_REQUESTS = 5;

/** Starts `count` clients that loop on `path`. */
export function hotLoad(port: number, count: number, path: string): HotLoad {
  const tally: Tally = { answered: 0, refused: 0, raced: 0, lost: 0, cut: 0 };
  const clients = Array.from({ length: count }, () => hotClient(port, path, tally));
  const warm = Promise.all(clients.map(({ warm }) => warm));
  const done = Promise.all(clients.map(({ done }) => done));
  return {
    warm: within(warm.then(() => {}), "warm clients", () => JSON.stringify(tally)),
    done: within(done.then(() => tally), "the last client", () => JSON.stringify(tally)),
  };
}

interface HotClient {
  readonly warm: Promise<void>;
  readonly done: Promise<void>;
}

function hotClient(port: number, path: string, tally: Tally): HotClient {
  const warm = Promise.withResolvers<void>();
  return { warm: warm.promise, done: loop(port, path, tally, warm.resolve) };
}

async function loop(port: number, path: string, tally: Tally, onWarm: () => void): Promise<void> {
  let connection: Connection | undefined;
  for (let sent = 0;; sent += 1) {
    if (sent === WARM_REQUESTS) onWarm();
    if (!connection?.isOpen) connection = await openConnection(port);
    const exchange = await connection?.send(get(path)).next();
    const met = fate(exchange);
    tally[met] += 1;
    // A client that is refused goes elsewhere, as `Retry-After` asks.
    if (!connection || met === "refused") return connection?.close();
    if (exchange?.end || saysClose(exchange)) {
      connection.close();
      connection = undefined;
    }
  }
}
