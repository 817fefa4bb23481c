import type { ConnectionRecord } from "../result.ts";
import type { Route } from "../settings.ts";
import { type Address, Connection, type ConnectionOwner } from "./connection.ts";
import type { Exchange, RawExchange } from "./exchange.ts";
import { keepLooking } from "./look.ts";
import { type RequestOptions, requestText } from "./request-text.ts";

/** What a request in a scenario may say besides its route. */
export interface AskOptions extends RequestOptions {
  /** The connection to use. Default: a fresh one, which is closed after the answer. */
  readonly connection?: Connection;
  readonly onBody?: (text: string) => void;
  readonly lane?: string;
  /** Overrides the status that the route gave in peace. */
  readonly expects?: number;
  /** It cannot come to its end by itself, so that nothing is held against who cuts it. */
  readonly isEndless?: boolean;
}

/** All connections and requests of one run: opens them, and keeps what became of each. */
export class Traffic implements ConnectionOwner {
  readonly address: Address;
  readonly #nowMs: () => number;
  readonly #connections: Set<Connection> = new Set();
  /** Of those that have ended only this is kept: a hot client can have thousands. */
  readonly #past: ConnectionRecord[] = [];
  readonly #raw: RawExchange[] = [];
  #isLooking = false;
  #isOver = false;
  #canSee = false;
  #requests = 0;
  #opened = 0;

  constructor(address: Address, nowMs: () => number) {
    this.address = address;
    this.#nowMs = nowMs;
  }

  /** How many requests have been sent and have not ended. */
  get inFlight(): number {
    return this.#requests - this.#raw.length;
  }

  /** Whether it is not known of each request in flight that the server has read it. */
  get isUnsure(): boolean {
    return [...this.#connections].some(({ isUnsure }) => isUnsure);
  }

  get canSee(): boolean {
    return this.#canSee;
  }

  get openConnections(): number {
    return this.#connections.size;
  }

  get answered(): number {
    return this.#raw.length;
  }

  nowMs(): number {
    return this.#nowMs();
  }

  nextRequest(): number {
    return ++this.#requests;
  }

  settled(raw: RawExchange): void {
    this.#raw.push(raw);
  }

  /** Takes in what another client than {@linkcode Connection} has seen: HTTP/2, a WebSocket. */
  add(raw: Omit<RawExchange, "id">): void {
    this.#raw.push({ ...raw, id: this.nextRequest() });
  }

  /** Opens a connection and leaves it open. */
  connect(lane: string, protocol?: string): Connection {
    this.#opened += 1;
    const connection = new Connection(this.#opened, lane, this, protocol);
    this.#connections.add(connection);
    void connection.ended.then(() => this.#forget(connection));
    return connection;
  }

  /** Opens `count` connections, and waits until each is there or refused. */
  async connectAll(lane: string, count: number): Promise<readonly Connection[]> {
    const connections = Array.from({ length: count }, () => this.connect(lane));
    await Promise.all(connections.map(({ connected }) => connected));
    return connections;
  }

  /** Sends one request. */
  ask(lane: string, route: Route, options: AskOptions = {}): Exchange {
    this.#look();
    const connection = options.connection ?? this.connect(lane);
    const exchange = connection.send(requestText(route, this.#host(), options), {
      label: `${route.method} ${route.path}`,
      expects: options.expects ?? route.status,
      lane,
      ...(route.answers && { usual: route.answers }),
      ...(options.onBody && { onBody: options.onBody }),
      ...(options.isEndless && { isEndless: true }),
    });
    if (!options.connection) void exchange.ended.then(() => connection.close());
    return exchange;
  }

  /** Ends every connection from our side; what is in flight then is left unjudged. */
  close(): void {
    this.#isOver = true;
    for (const connection of this.#connections) connection.close();
  }

  records(): { readonly raw: readonly RawExchange[]; readonly connections: ConnectionRecord[] } {
    const open = [...this.#connections].map((connection) => connection.record());
    const connections = [...this.#past, ...open].toSorted((a, b) => a.id - b.id);
    return { raw: this.#raw, connections };
  }

  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    void keepLooking({
      connections: this.#connections,
      port: this.address.port,
      isOver: () => this.#isOver,
      onSeen: () => this.#canSee = true,
    });
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#past.push(connection.record());
  }

  #host(): string {
    return `${this.address.host}:${this.address.port}`;
  }
}
