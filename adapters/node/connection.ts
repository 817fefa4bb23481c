import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Admission } from "../../src/http/mod.ts";

/** A client, or the machine that it runs on, may take so long from connecting to sending. */
export const FRESH_MS = 1_000;

/** One request and its response. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Missing for those that are exempt or refused. */
  readonly admission: Admission | undefined;
}

/** A socket, as far as it can be asked who is at its other end. */
export interface Transport extends Duplex {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** One connection of an HTTP/1.1 server and what is in flight on it, oldest first. */
export class Connection {
  readonly socket: Transport;
  readonly exchanges: Exchange[] = [];
  isUpgraded = false;
  /** Whether a request has ever come on it. */
  wasUsed = false;
  readonly #openedMs: number;

  /** `openedMs` is when it was accepted, on the clock of its life. */
  constructor(socket: Transport, openedMs: number) {
    this.socket = socket;
    this.#openedMs = openedMs;
  }

  /** Whether its client has just connected, and may be about to send its first request. */
  isFresh(nowMs: number): boolean {
    return !this.wasUsed && !this.isUpgraded && nowMs - this.#openedMs < FRESH_MS;
  }

  /** Whether nothing is in flight on it. A head that was sent half does not count. */
  get isIdle(): boolean {
    return this.exchanges.length === 0 && !this.isUpgraded;
  }

  /** Takes an exchange off that has ended. Returns whether it was there. */
  remove(exchange: Exchange): boolean {
    const at = this.exchanges.indexOf(exchange);
    if (at >= 0) this.exchanges.splice(at, 1);
    return at >= 0;
  }

  /**
   * Lets the response say `Connection: close`, if it can still say so. With another request behind
   * it on the connection it must not, since that one would never be answered.
   */
  markLast(): void {
    const [only, another] = this.exchanges;
    if (only && !another && !only.outgoing.headersSent) only.outgoing.shouldKeepAlive = false;
  }
}

/** Who is at the other end; the same for a TLS socket and for the plain one below it. */
export function peerOf({ remoteAddress, remotePort }: Transport): string | undefined {
  return remotePort === undefined ? undefined : `${remoteAddress} ${remotePort}`;
}
