import { Server as NetServer } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { Lifecycle, Release, Server } from "../../src/core/mod.ts";
import { passed, type Unanswered, until } from "../../src/http/mod.ts";
import { type Connection, FRESH_MS } from "./connection.ts";
import type { AnyHttpServer } from "./http-server.ts";
import { interceptEvents } from "./intercept.ts";
import { refuseRaw } from "./refuse.ts";
import { Traffic } from "./traffic.ts";

/** How long silent and half-sent connections may still bring a request once nobody listens. */
const SETTLE_MS = 100;
/** Aborted work is answered first, and cut a little later. */
const ANSWER_MS = 10;
const CUT_MS = 20;

/** What a server is followed with. */
export interface NodeServerOptions {
  readonly name?: string;
  readonly retryAfterSeconds?: number;
  /** The requests of a fetch-style handler that it has not answered. */
  readonly unanswered?: Unanswered;
}

/** The steps of a shutdown for a server of `node:http`, `node:https` or `node:http2`. */
export class NodeServer implements Server {
  readonly name: string;
  readonly #life: Lifecycle;
  readonly #server: AnyHttpServer;
  readonly #options: NodeServerOptions;
  readonly #traffic: Traffic;
  readonly #listener: PromiseWithResolvers<void> = Promise.withResolvers();
  #isCut = false;

  constructor(life: Lifecycle, server: AnyHttpServer, options: NodeServerOptions) {
    this.name = options.name ?? "listener";
    this.#life = life;
    this.#server = server;
    this.#options = options;
    this.#traffic = new Traffic(life, options.retryAfterSeconds);
  }

  /** **Ends** once it takes no more connections and none is left. */
  get closed(): Promise<void> {
    return this.#listener.promise;
  }

  /** Begins to see what happens in the server. */
  install(): Release {
    return interceptEvents(
      this.#server,
      (event, first, second, pass) => this.#traffic.see(event, first, second, pass),
    );
  }

  isQuiet(): boolean {
    // A client that was told to close comes back at once: none open now does not mean none coming.
    return this.#isEmpty() && this.#traffic.activity.isQuiet();
  }

  announce(): void {
    for (const connection of this.#traffic.connections.all()) connection.markLast();
  }

  async drain(): Promise<void> {
    const isOver = (): boolean => this.#isCut || this.#isEmpty();
    await this.#traffic.activity.still(() => this.#isCut);
    await this.#stopListening();
    await until(this.#life.clock, isOver, SETTLE_MS);
    // Who was let in at the last moment is refused and not dropped.
    await until(
      this.#life.clock,
      () => isOver() || !this.#traffic.connections.hasFresh(),
      FRESH_MS,
    );
    this.#traffic.isEnding = true;
    this.#traffic.connections.endIdle();
    this.#traffic.sessions.close();
    await this.closed;
  }

  cut(): void {
    this.#isCut = true;
    void this.#cut();
  }

  #isEmpty(): boolean {
    return this.#traffic.connections.size === 0 && this.#traffic.sessions.size === 0;
  }

  /** Stops listening and cuts nobody, unlike the `close` of an HTTP server, which cuts idle ones. */
  async #stopListening(): Promise<void> {
    if (!this.#server.listening) return this.#listener.resolve();
    // Right after the poll phase, when what was in the accept queue has just been taken out.
    await setImmediate();
    NetServer.prototype.close.call(this.#server, () => this.#listener.resolve());
  }

  async #cut(): Promise<void> {
    const { clock } = this.#life;
    await passed(clock, ANSWER_MS);
    this.#options.unanswered?.cut();
    await passed(clock, CUT_MS);
    for (const connection of this.#traffic.connections.all()) this.#answerRaw(connection);
    await passed(clock, ANSWER_MS);
    this.#traffic.connections.destroy();
    this.#traffic.sessions.destroy();
  }

  /** Answers in place of a handler that has not, past its response object: it may still use that. */
  #answerRaw({ exchanges: [first], socket }: Connection): void {
    if (first && !first.outgoing.headersSent) refuseRaw(socket, this.#options.retryAfterSeconds);
  }
}
