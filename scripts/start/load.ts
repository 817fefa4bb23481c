import autocannon, { type Client } from "autocannon";
import type { Socket } from "node:net";
import { silentLoss } from "./connection.ts";
import type { Tally } from "./tally.ts";

/** A running load. */
export interface Load {
  /** Waits for the last client to be turned away. Call it once the service is gone. */
  end(): Promise<void>;
}

const END_TIMEOUT_MS = 3_000;

/**
 * Drives hot keep-alive load with autocannon: each connection sends its next
 * request the moment the answer before is whole, until it is turned away.
 *
 * autocannon's own error count cannot judge a shutdown: it does not tell a
 * refused connection from a request that was cut, and it sends the next request
 * on a connection whose last answer said `Connection: close`. So each of its
 * clients is watched and told when to reconnect, and the watcher counts.
 */
export function startLoad(port: number, connections: number, tally: Tally): Load {
  const watchers: Watcher[] = [];
  const run = autocannon({
    url: `http://127.0.0.1:${port}/`,
    connections,
    duration: 120,
    timeout: 60,
    sampleInt: 100,
    setupClient: (client) => watchers.push(new Watcher(client, tally)),
  });

  return {
    async end() {
      const timer = setTimeout(() => run.stop(), END_TIMEOUT_MS);
      await run;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.giveUp();
    },
  };
}

/** One request of an autocannon client, from its writing to its end. */
interface Flight {
  readonly socket: Socket;
  readonly answersBefore: number;
  status: number;
  connected: boolean;
}

/** Sees what becomes of each request of one autocannon client, and counts it. */
class Watcher {
  readonly #client: Client;
  readonly #tally: Tally;
  #flight: Flight | undefined;
  #answers = 0;
  #leaving = false;

  constructor(client: Client, tally: Tally) {
    this.#client = client;
    this.#tally = tally;
    client.on("request", () => this.#requested());
    client.on("headers", (head: Head) => this.#headed(head));
    client.on("response", () => this.#answered());
    client.on("connError", () => this.#failed());
  }

  /** Counts a request that nobody has ended; there is none after a good run. */
  giveUp(): void {
    if (this.#flight && !this.#leaving) this.#cut(this.#flight);
    this.#flight = undefined;
  }

  #requested(): void {
    const before = this.#flight;
    // The request that is being written is the first to know that the one before has ended.
    if (before) this.#replaced(before);
    this.#client.reconnectRate = undefined;
    this.#flight = this.#leaving ? undefined : this.#take(this.#client.conn);
  }

  #take(socket: Socket): Flight {
    if (socket.connecting) this.#answers = 0;
    const flight = {
      socket,
      answersBefore: this.#answers,
      status: 0,
      connected: !socket.connecting,
    };
    if (!flight.connected) socket.once("connect", () => (flight.connected = true));
    return flight;
  }

  #headed(head: Head): void {
    if (!this.#flight) return;
    this.#flight.status = head.statusCode;
    // Makes the client open a new connection when, and only when, this answer is whole.
    if (saysClose(head.headers)) this.#client.reconnectRate = 1;
  }

  #answered(): void {
    const flight = this.#flight;
    this.#flight = undefined;
    if (flight) this.#count(flight);
  }

  #replaced(before: Flight): void {
    if (before.status !== 0 && !wasCut(before.socket)) this.#count(before);
    else this.#cut(before);
  }

  #count(flight: Flight): void {
    this.#answers += 1;
    if (flight.status === 200) this.#tally.add({ end: "answered" });
    else if (flight.status === 503) this.#turnedAway();
    else this.#tally.add({ end: "lost", how: "answered with an error" });
  }

  #turnedAway(): void {
    this.#tally.add({ end: "refused" });
    this.#leave();
  }

  #failed(): void {
    const flight = this.#flight;
    this.#flight = undefined;
    if (!flight || this.#leaving) return;
    this.#cut(flight);
    if (!flight.connected) this.#leave();
  }

  #cut(flight: Flight): void {
    if (!flight.connected) this.#tally.add({ end: "unreachable" });
    else if (flight.status !== 0) this.#tally.add({ end: "lost", how: "answer cut" });
    else this.#tally.add({ end: "lost", how: silentLoss(flight.answersBefore) });
  }

  #leave(): void {
    this.#leaving = true;
    // Not at once: the client goes on to touch its timer after this event.
    queueMicrotask(() => this.#client.destroy());
  }
}

interface Head {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

function saysClose(headers: readonly string[]): boolean {
  return headers.some((name, at) =>
    at % 2 === 0 && name.toLowerCase() === "connection" &&
    headers[at + 1]?.toLowerCase() === "close"
  );
}

/** Whether the server ended the connection, rather than the client after a whole answer. */
function wasCut(socket: Socket): boolean {
  return socket.readableEnded || socket.errored !== null;
}
