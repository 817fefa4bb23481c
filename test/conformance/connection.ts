import { connect, type Socket } from "node:net";
import { ByteQueue } from "./byte-queue.ts";
import { nowMs, within } from "./wait.ts";
import { readResponse, type WireResponse } from "./wire-response.ts";

/** How the other side has ended a connection. */
export type ConnectionEnd = "closed" | "reset";

/** What became of one request that was sent. */
export interface Exchange {
  readonly response?: WireResponse;
  /** Set when the connection ended before the response was complete. */
  readonly end?: ConnectionEnd;
  /** No response had been read on this connection before. */
  readonly fresh: boolean;
  readonly sentAtMs: number;
  readonly endAtMs: number;
}

/** A connection that shows each byte and the way it ends. */
export class Connection {
  /** Settles when the server has ended the connection, whichever way. */
  readonly ended: Promise<ConnectionEnd>;
  readonly #socket: Socket;
  readonly #settle: (end: ConnectionEnd) => void;
  readonly #queue: ByteQueue = new ByteQueue();
  #end: ConnectionEnd | undefined;
  #read = 0;
  #sentAtMs = 0;
  #wake: () => void = () => {};

  /** Wraps a connected socket; {@linkcode openConnection} makes one. */
  constructor(socket: Socket) {
    const { promise, resolve } = Promise.withResolvers<ConnectionEnd>();
    this.ended = promise;
    this.#settle = resolve;
    this.#socket = socket;
    // Bun never accepts a connection that sends nothing, and so never ends it.
    socket.unref();
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#finish("closed"));
    socket.on("close", () => this.#finish("closed"));
    socket.on("error", () => this.#finish("reset"));
  }

  /** True until the server has ended the connection. */
  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** Bytes that have arrived and belong to no complete response yet. */
  get rest(): Buffer {
    return this.#queue.bytes;
  }

  send(bytes: string | Buffer): this {
    this.#sentAtMs = nowMs();
    this.#socket.write(bytes);
    return this;
  }

  /** Waits for the next complete response, or for the end of the connection. */
  next(): Promise<Exchange> {
    return within(this.#next(), "a response", () => JSON.stringify(String(this.rest).slice(-200)));
  }

  /** Waits until `isEnough` is true of the bytes not yet read. */
  async received(isEnough: (rest: Buffer) => boolean): Promise<void> {
    while (this.isOpen && !isEnough(this.rest)) await this.#woken();
  }

  /** Stops to read, so that what the server sends stays in the kernel's buffers. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  async #next(): Promise<Exchange> {
    const sentAtMs = this.#sentAtMs;
    const fresh = this.#read === 0;
    let response = this.#take();
    while (!response?.complete && this.isOpen) {
      await this.#woken();
      response = this.#take();
    }
    const end = response?.complete ? {} : { end: this.#end ?? "closed" };
    return { ...(response && { response }), ...end, fresh, sentAtMs, endAtMs: nowMs() };
  }

  #take(): WireResponse | undefined {
    const response = readResponse(this.rest, this.#end === "closed");
    if (!response?.complete) return response;
    this.#queue.take(response.length);
    this.#read += 1;
    return response;
  }

  #receive(chunk: Buffer): void {
    this.#queue.push(chunk);
    this.#wake();
  }

  #finish(end: ConnectionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#settle(end);
    this.#wake();
  }

  #woken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = this.#wake;
    this.#wake = () => {
      this.#wake = () => {};
      others();
      resolve();
    };
    return promise;
  }
}

/** Connects, or returns `undefined` when the connection is refused. */
export function openConnection(port: number): Promise<Connection | undefined> {
  const { promise, resolve } = Promise.withResolvers<Connection | undefined>();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const refuse = (): void => resolve(undefined);
  socket.once("error", refuse);
  socket.once("connect", () => {
    socket.off("error", refuse);
    resolve(new Connection(socket));
  });
  return promise;
}
