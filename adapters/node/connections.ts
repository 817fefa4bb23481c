import type { Clock } from "../../src/core/mod.ts";
import { Connection, peerOf, type Transport } from "./connection.ts";

/** What the other side has to close its end after we closed ours. */
const LINGER_MS = 50;

const FOLLOWED: unique symbol = Symbol("followed");

interface LocalTransport extends Transport {
  [FOLLOWED]?: Transport;
  /** What a socket of TLS was made of. */
  readonly _parent?: LocalTransport | null;
}

/** The open connections of a server. */
export class Connections {
  readonly #clock: Clock;
  readonly #open: Map<Transport, Connection> = new Map();
  readonly #peers: Map<string, Transport> = new Map();
  readonly #closed: (connection: Connection) => void;

  constructor(clock: Clock, closed: (connection: Connection) => void) {
    this.#clock = clock;
    this.#closed = closed;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The connection of a socket; followed from now on if it was not. */
  of(socket: Transport): Connection {
    return this.#open.get(socket) ?? this.#follow(socket);
  }

  /** Whether there is one whose client may be about to send its first request. */
  hasFresh(): boolean {
    const nowMs = this.#clock.nowMs();
    return this.all().some((connection) => connection.isFresh(nowMs));
  }

  /** All of them. A snapshot. */
  all(): readonly Connection[] {
    return [...this.#open.values()];
  }

  /** Leaves the socket of a peer to those who follow what was made of it: TLS or HTTP/2. */
  forget(transport: Transport): void {
    const peer = peerOf(transport);
    const below = peer === undefined ? localBelow(transport) : this.#peers.get(peer);
    if (below) this.#open.delete(below);
  }

  /** Ends those on which nothing is in flight. */
  endIdle(): void {
    for (const connection of this.all()) if (connection.isIdle) this.end(connection);
  }

  /** Ends one, and lets go of it when the other side does not. */
  end({ socket }: Connection): void {
    if (socket.destroyed) return;
    socket.end();
    const disarm = this.#clock.after(LINGER_MS, () => socket.destroy());
    socket.once("close", disarm);
  }

  /** Cuts all of them. */
  destroy(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  #follow(socket: Transport): Connection {
    const connection = new Connection(socket, this.#clock.nowMs());
    const peer = peerOf(socket);
    this.#open.set(socket, connection);
    if (peer === undefined) (socket as LocalTransport)[FOLLOWED] = socket;
    else this.#peers.set(peer, socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      if (peer !== undefined && this.#peers.get(peer) === socket) this.#peers.delete(peer);
      this.#closed(connection);
    });
    return connection;
  }
}

/** The followed socket below one of a Unix socket, whose clients have no address to be told apart by. */
function localBelow(transport: LocalTransport): Transport | undefined {
  // A session of HTTP/2 has a stand-in for its socket, which has the properties of that.
  return transport[FOLLOWED] ?? transport._parent?.[FOLLOWED];
}
