import type { Socket } from "node:net";
import type { ByteEvent, ConnectionEnd, ConnectionRecord } from "../result.ts";
import type { Exchange, ExchangeEnd, RawExchange } from "./exchange.ts";
import { type Answer, ResponseReader } from "./response-reader.ts";
import { type Address, openSocket } from "./socket.ts";

export type { Address } from "./socket.ts";

/** How long after the server's FIN a reset is waited for, which shows that it had not read. */
const RESET_WAIT_MS = 50;

/** What a connection needs of its owner. */
export interface ConnectionOwner {
  readonly address: Address;
  nowMs(): number;
  nextRequest(): number;
  /** Takes over the record of a request that has ended. */
  settled(raw: RawExchange): void;
}

/** What a request is to be called, and what it expects. */
export interface Sending {
  readonly label: string;
  readonly expects?: number;
  /** Called with each piece of the answer's body. */
  readonly onBody?: (text: string) => void;
  readonly lane?: string;
}

interface Pending {
  readonly raw: Omit<RawExchange, "endMs" | "end" | "status" | "begun" | "saidClose">;
  readonly sending: Sending;
  readonly sent: PromiseWithResolvers<void>;
  readonly begun: PromiseWithResolvers<void>;
  readonly ended: PromiseWithResolvers<Answer | undefined>;
  readonly exchange: { hasBegun: boolean; hasEnded: boolean; status: number | undefined };
  text: string;
  bytesSent: number;
  bytesReceived: number;
}

/**
 * One raw HTTP/1.1 connection. Requests may be sent behind each other (pipelining); each byte and
 * the way in which it ends is seen, since no library stands in between.
 */
export class Connection {
  readonly id: number;
  readonly lane: string;
  /** Is called with the bytes that come once another protocol than HTTP/1.1 is spoken. */
  onUpgraded: (bytes: Uint8Array) => void = () => {};
  /** **Settles** with whether there is a connection. */
  readonly connected: Promise<boolean>;
  /** **Settles** with how it ended. */
  readonly ended: Promise<ConnectionEnd>;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #reader: ResponseReader = new ResponseReader();
  readonly #connected: PromiseWithResolvers<boolean> = Promise.withResolvers();
  readonly #ended: PromiseWithResolvers<ConnectionEnd> = Promise.withResolvers();
  readonly #pending: Pending[] = [];
  readonly #events: ByteEvent[] = [];
  readonly #openMs: number;
  #closeMs: number | undefined;
  #end: ConnectionEnd = "open";
  #isConnected = false;
  #fin = false;
  #warned = false;
  #sent = 0;
  #answers = 0;

  constructor(id: number, lane: string, owner: ConnectionOwner, protocol?: string) {
    this.id = id;
    this.lane = lane;
    this.#owner = owner;
    this.connected = this.#connected.promise;
    this.ended = this.#ended.promise;
    this.#openMs = owner.nowMs();
    this.#note("connecting");
    const { socket, readyEvent } = openSocket(owner.address, protocol);
    this.#socket = socket;
    socket.on(readyEvent, () => this.#open());
    this.#listen(socket);
  }

  /** Whether a client may send a request: nothing was said or done against it, none is in flight. */
  get isUsable(): boolean {
    return this.isOpen && !this.#warned && this.#pending.length === 0;
  }

  /** Whether it has not ended, as far as is known. */
  get isOpen(): boolean {
    return this.#end === "open" && !this.#fin;
  }

  /** How many requests are in flight. */
  get inFlight(): number {
    return this.#pending.length;
  }

  get hasConnected(): boolean {
    return this.#isConnected;
  }

  /** Sends a request, behind those that are in flight, as soon as there is a connection. */
  send(text: string, sending: Sending): Exchange {
    const pending = this.#newPending(text, sending);
    if (!this.isOpen) this.#settle(pending, this.#end === "open" ? "fin" : this.#end);
    else this.#pending.push(pending);
    if (this.isOpen && this.#isConnected) this.#write(pending, text);
    return this.#exchangeOf(pending);
  }

  /** Sends bytes that belong to no request: half a head, a frame. */
  write(text: string | Uint8Array): void {
    if (!this.isOpen) return;
    const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
    this.#socket.write(bytes);
    this.#note("sent", bytes.length, typeof text === "string" ? firstLine(text) : undefined);
  }

  /** Takes all that comes for another protocol, without having asked for it: HTTP/2. */
  upgrade(): void {
    this.#reader.upgrade();
  }

  /** Says that nothing more will be sent. */
  endSending(): void {
    this.#socket.end();
  }

  /** Stops to read, so that what the server sends stays in the kernels' buffers. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends it from our side, as a client does that is done or gone. */
  close(): void {
    if (this.#end === "open") this.#finish("closed");
    this.#socket.destroy();
  }

  /** What became of it, so far. */
  record(): ConnectionRecord {
    return {
      id: this.id,
      lane: this.lane,
      openMs: this.#openMs,
      closeMs: this.#closeMs ?? this.#owner.nowMs(),
      end: this.#end,
      requests: this.#sent,
    };
  }

  /** Gives up on what is in flight, without ending the connection. */
  leave(): void {
    while (this.#pending[0]) this.#settle(this.#pending[0], "open");
  }

  #listen(socket: Socket): void {
    socket.on("data", (bytes: Uint8Array) => this.#read(bytes));
    socket.on("end", () => this.#halfClosed());
    socket.on("error", (error: NodeJS.ErrnoException) => this.#failed(error));
    socket.on("close", () => this.#finish(this.#fin ? "fin" : "reset"));
  }

  #open(): void {
    this.#isConnected = true;
    this.#note("connected");
    this.#connected.resolve(true);
    for (const pending of this.#pending) this.#write(pending, pending.text);
  }

  #write(pending: Pending, text: string): void {
    const bytes = Buffer.from(text, "latin1");
    pending.bytesSent += bytes.length;
    pending.text = "";
    this.#note("sent", bytes.length, firstLine(text));
    this.#socket.write(bytes, (error) => error ?? pending.sent.resolve());
  }

  #read(bytes: Uint8Array): void {
    const first = this.#pending[0];
    if (first) this.#begin(first, bytes);
    this.#note("received", bytes.length, this.#reader.hasBegun ? undefined : firstLineOf(bytes));
    this.#reader.onBody = (text) => this.#pending[0]?.sending.onBody?.(text);
    this.#reader.onUpgraded = (text) => this.onUpgraded(Buffer.from(text, "latin1"));
    for (const answer of this.#reader.push(bytes)) this.#answered(answer);
    if (this.#pending[0]) this.#pending[0].exchange.status = this.#reader.status;
  }

  #begin(pending: Pending, bytes: Uint8Array): void {
    pending.exchange.hasBegun = true;
    pending.bytesReceived += bytes.length;
    pending.begun.resolve();
  }

  #answered(answer: Answer): void {
    this.#answers += 1;
    const pending = this.#pending[0];
    const saysClose = /\bclose\b/.test(answer.headers.get("connection") ?? "");
    if (pending) this.#settle(pending, "whole", answer);
    if (!saysClose) return;
    this.#warned = true;
    // A client that was told so ends its side too, once nothing is expected any more.
    if (this.#pending.length === 0) this.#socket.end();
  }

  #halfClosed(): void {
    if (this.#fin) return;
    this.#fin = true;
    this.#note("fin");
    const answer = this.#reader.end();
    if (answer) this.#answered(answer);
    // What was sent and not read is answered by a reset, which tells a race from a loss.
    const wait = this.#pending.length > 0 ? RESET_WAIT_MS : 0;
    setTimeout(() => this.#finish("fin"), wait);
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (!this.#isConnected) return this.#unreachable();
    this.#note("reset", undefined, error.code);
    this.#finish("reset");
  }

  #unreachable(): void {
    this.#note("unreachable");
    this.#finish("unreachable");
  }

  #finish(end: ConnectionEnd): void {
    if (this.#end !== "open") return;
    this.#end = end;
    this.#closeMs = this.#owner.nowMs();
    if (end === "closed") this.#note("closed");
    while (this.#pending[0]) this.#settle(this.#pending[0], end);
    this.#connected.resolve(false);
    this.#ended.resolve(end);
    this.#socket.destroy();
  }

  #newPending(text: string, sending: Sending): Pending {
    this.#sent += 1;
    const raw = {
      id: this.#owner.nextRequest(),
      lane: sending.lane ?? this.lane,
      label: sending.label,
      connection: this.id,
      expects: sending.expects,
      startMs: this.#owner.nowMs(),
      earlier: this.#answers,
      warned: this.#warned,
      bytesSent: 0,
      bytesReceived: 0,
      timeline: this.#events,
    };
    return {
      raw,
      sending,
      text,
      bytesSent: 0,
      bytesReceived: 0,
      sent: Promise.withResolvers(),
      begun: Promise.withResolvers(),
      ended: Promise.withResolvers(),
      exchange: { hasBegun: false, hasEnded: false, status: undefined },
    };
  }

  #exchangeOf(pending: Pending): Exchange {
    const { raw, sent, begun, ended, exchange } = pending;
    return {
      id: raw.id,
      sent: sent.promise,
      begun: begun.promise,
      ended: ended.promise,
      get hasBegun() {
        return exchange.hasBegun;
      },
      get hasEnded() {
        return exchange.hasEnded;
      },
      get status() {
        return exchange.status;
      },
      write: (text) => {
        if (this.isOpen && this.#isConnected) this.#write(pending, text);
        else pending.text += text;
      },
    };
  }

  #settle(pending: Pending, end: ExchangeEnd, answer?: Answer): void {
    const index = this.#pending.indexOf(pending);
    if (index >= 0) this.#pending.splice(index, 1);
    pending.exchange.hasEnded = true;
    pending.exchange.status = answer?.status ?? pending.exchange.status;
    this.#owner.settled(this.#rawOf(pending, end, answer));
    pending.begun.resolve();
    pending.ended.resolve(answer);
  }

  #rawOf(pending: Pending, end: ExchangeEnd, answer?: Answer): RawExchange {
    const { startMs } = pending.raw;
    return {
      ...pending.raw,
      bytesSent: pending.bytesSent,
      bytesReceived: pending.bytesReceived,
      endMs: this.#owner.nowMs(),
      end,
      status: answer?.status ?? pending.exchange.status,
      begun: pending.exchange.hasBegun,
      saidClose: /\bclose\b/.test(answer?.headers.get("connection") ?? ""),
      warned: this.#warned,
      timeline: this.#events.filter(({ atMs, what }) => atMs >= startMs || what === "connecting"),
    };
  }

  #note(what: ByteEvent["what"], bytes?: number, text?: string): void {
    const atMs = this.#owner.nowMs();
    this.#events.push({ atMs, what, ...(bytes !== undefined && { bytes }), ...(text && { text }) });
    // A hot connection lives for thousands of requests: what is long over is forgotten.
    if (this.#events.length > 200) this.#events.splice(1, 100);
  }
}

function firstLine(text: string): string {
  return text.slice(0, 80).split("\r\n", 1)[0] ?? "";
}

function firstLineOf(bytes: Uint8Array): string {
  return firstLine(Buffer.from(bytes.subarray(0, 80)).toString("latin1"));
}
