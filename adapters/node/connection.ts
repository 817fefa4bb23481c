import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Admission } from "../../src/http/mod.ts";

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

  constructor(socket: Transport) {
    this.socket = socket;
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
