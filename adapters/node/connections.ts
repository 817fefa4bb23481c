import type { Clock } from "../../src/core/mod.ts";
import { Connection, peerOf, type Transport } from "./connection.ts";

/** What the other side has to close its end after we closed ours. */
const LINGER_MS = 50;

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
    const below = peer === undefined ? undefined : this.#peers.get(peer);
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
    const peer = peerOf(socket) ?? "";
    this.#open.set(socket, connection);
    this.#peers.set(peer, socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      if (this.#peers.get(peer) === socket) this.#peers.delete(peer);
      this.#closed(connection);
    });
    return connection;
  }
}
