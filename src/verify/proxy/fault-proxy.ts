import { connect, createServer, type Server, type Socket } from "node:net";
import type { Address } from "../wire/connection.ts";
import { relay } from "./relay.ts";

/** What the proxy does to what passes through it. */
export type Fault =
  | "pass"
  /** Each piece is held back for a while. */
  | "delay"
  /** Nothing passes, and nobody is told: a dependency that is frozen, a cable that is cut. */
  | "blackhole"
  /** Every connection is reset, and so is every new one. */
  | "reset"
  /** The dependency's side of every connection is ended; what the service sends still passes. */
  | "half-close"
  /** Nobody listens, and what was open is ended: a dependency that was stopped. */
  | "refuse";

/** Which way the bytes go. */
export type Direction = "to-dependency" | "to-service";

/** Where and how much a fault bites. */
export interface FaultOptions {
  /** Only one way: what is delayed or swallowed. Default: both. */
  readonly direction?: Direction;
  /** For how long each piece is held back. */
  readonly delayMs?: number;
}

/** One connection of the service, and ours to the dependency for it. */
interface Pair {
  readonly service: Socket;
  readonly dependency: Socket;
}

/** Stands between a service and what it depends on, and can be told to be a bad network. */
export class FaultProxy {
  readonly #target: Address;
  readonly #pairs: Set<Pair> = new Set();
  readonly #turned: EventTarget = new EventTarget();
  #server: Server;
  #port = 0;
  #fault: Fault = "pass";
  #options: FaultOptions = {};
  #connections = 0;
  #bytes = 0;

  private constructor(target: Address) {
    this.#target = target;
    this.#server = this.#newServer();
  }

  /** Starts one in front of `target`, on a free port. */
  static async listen(target: Address): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.#listen();
    return proxy;
  }

  /** Where the service is to find its dependency. */
  get address(): Address {
    return { host: "127.0.0.1", port: this.#port };
  }

  get fault(): Fault {
    return this.#fault;
  }

  /** How many connections it has taken. */
  get connections(): number {
    return this.#connections;
  }

  /** How many are open. */
  get open(): number {
    return this.#pairs.size;
  }

  /** How many bytes have passed, both ways. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Turns to another fault, for the connections that are open and those to come. */
  async turn(fault: Fault, options: FaultOptions = {}): Promise<void> {
    this.#fault = fault;
    this.#options = options;
    this.#turned.dispatchEvent(new Event("turn"));
    if (fault === "refuse") await this.#stopListening();
    else if (!this.#server.listening) await this.#listen();
    for (const pair of this.#pairs) this.#strike(pair);
  }

  /** Ends every connection, and listens no more. */
  async close(): Promise<void> {
    for (const { service, dependency } of this.#pairs) {
      service.destroy();
      dependency.destroy();
    }
    this.#fault = "refuse";
    this.#turned.dispatchEvent(new Event("turn"));
    await this.#stopListening();
  }

  #newServer(): Server {
    return createServer({ allowHalfOpen: true, noDelay: true }, (service) => this.#accept(service));
  }

  async #listen(): Promise<void> {
    this.#server = this.#newServer();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen(this.#port, "127.0.0.1", resolve);
    await promise;
    const address = this.#server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  /** It has stopped to listen when this returns; that every connection has ended is not awaited. */
  async #stopListening(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await new Promise((turn) => setImmediate(turn));
  }

  #accept(service: Socket): void {
    this.#connections += 1;
    const dependency = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const pair = { service, dependency };
    this.#pairs.add(pair);
    this.#carry(service, dependency, "to-dependency");
    this.#carry(dependency, service, "to-service");
    service.on("close", () => this.#forget(pair));
    dependency.on("close", () => this.#forget(pair));
    this.#strike(pair);
  }

  #carry(from: Socket, to: Socket, direction: Direction): void {
    relay(from, to, {
      count: (bytes) => (this.#bytes += bytes),
      passage: () => this.#passage(direction),
      // A side that broke breaks the other one, unless nothing gets through.
      broken: () => void this.#passage(direction).then(() => to.resetAndDestroy()),
    });
  }

  /** Waits until a piece that goes this way may pass. */
  async #passage(direction: Direction): Promise<void> {
    while (this.#bites("blackhole", direction)) await this.#nextTurn();
    if (this.#bites("delay", direction)) await this.#nextTurn(this.#options.delayMs ?? 0);
  }

  #bites(fault: Fault, direction: Direction): boolean {
    return this.#fault === fault && (this.#options.direction ?? direction) === direction;
  }

  /** Settles when the fault changes; or after a while. */
  #nextTurn(withinMs?: number): Promise<void> {
    return new Promise((settle) => {
      const timer = withinMs === undefined ? undefined : setTimeout(turned, withinMs);
      const turns = this.#turned;
      turns.addEventListener("turn", turned, { once: true });
      function turned(): void {
        clearTimeout(timer);
        turns.removeEventListener("turn", turned);
        settle();
      }
    });
  }

  /** Does to one connection what the fault does to those that are open. */
  #strike({ service, dependency }: Pair): void {
    if (this.#fault === "reset") service.resetAndDestroy();
    else if (this.#fault === "half-close") service.end();
    else if (this.#fault === "refuse") {
      service.end();
      dependency.destroy();
    }
  }

  #forget(pair: Pair): void {
    if (pair.service.destroyed && pair.dependency.destroyed) this.#pairs.delete(pair);
  }
}
