import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { ConnectionEnd, ConnectionRecord } from "../result.ts";
import { ByteLog, firstLine } from "./byte-log.ts";
import type { Exchange, ExchangeEnd, RawExchange, Reception } from "./exchange.ts";
import {
  endPending,
  exchangeOf,
  newPending,
  type Pending,
  type PendingEnd,
  see,
  type Sending,
} from "./pending.ts";
import { receptionAfterEnd } from "./reception.ts";
import { type Answer, ResponseReader } from "./response-reader.ts";
import { type Address, openSocket } from "./socket.ts";
import type { PeerStates } from "./socket-table.ts";

export type { Sending } from "./pending.ts";
export type { Address } from "./socket.ts";

/** What a connection needs of its owner. */
export interface ConnectionOwner {
  readonly address: Address;
  /** Whether the system tells what a server has read. */
  readonly canSee: boolean;
  nowMs(): number;
  nextRequest(): number;
  /** Takes over the record of a request that has ended. */
  settled(raw: RawExchange): void;
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
  readonly #log: ByteLog;
  readonly #openMs: number;
  #connectedMs: number | undefined;
  #closeMs: number | undefined;
  #end: ConnectionEnd = "open";
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
    this.#log = new ByteLog(() => owner.nowMs());
    this.#log.note("connecting");
    this.#listenTo(this.#reader);
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

  /** Whether it is not known of each request in flight that the server has read it. */
  get isUnsure(): boolean {
    return this.isOpen && this.#pending.some(({ hasLeft, seen }) => hasLeft && seen !== "read");
  }

  get hasConnected(): boolean {
    return this.#connectedMs !== undefined;
  }

  /** Sends a request, behind those that are in flight, as soon as there is a connection. */
  send(text: string, sending: Sending): Exchange {
    const pending = this.#newPending(text, sending);
    this.#pending.push(pending);
    if (!this.isOpen) this.#settle(pending, this.#end === "open" ? "fin" : this.#end);
    else if (this.hasConnected) this.#flush(pending);
    return exchangeOf(pending, (more) => {
      pending.text += more;
      if (this.isOpen && this.hasConnected) this.#flush(pending);
    });
  }

  /** Sends bytes that belong to no request: half a head, a frame. */
  write(text: string | Uint8Array): void {
    if (!this.isOpen) return;
    const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
    this.#socket.write(bytes);
    this.#log.note("sent", bytes.length, typeof text === "string" ? firstLine(text) : undefined);
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
      ...(this.#connectedMs !== undefined && { connectedMs: this.#connectedMs }),
      closeMs: this.#closeMs ?? this.#owner.nowMs(),
      end: this.#end,
      requests: this.#sent,
    };
  }

  /**
   * Begins to look whether the requests in flight were read; returns what takes note of what the
   * kernel tells of the server's end, as of now or later.
   */
  look(): (states: PeerStates) => void {
    const lookMs = this.#owner.nowMs();
    const inFlight = this.#pending.filter(({ hasLeft }) => hasLeft);
    return (states) => {
      const state = states.get(this.#socket.localPort ?? 0);
      for (const pending of inFlight) if (state) see(pending, state, lookMs);
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
    socket.on("close", () => this.#closed());
  }

  #listenTo(reader: ResponseReader): void {
    reader.isBodyless = () => this.#pending[0]?.isHead ?? false;
    reader.onBody = (text) => this.#pending[0]?.sending.onBody?.(text);
    reader.onAnswer = (answer) => this.#answered(answer);
    reader.onUpgraded = (text) => this.onUpgraded(Buffer.from(text, "latin1"));
  }

  #open(): void {
    this.#connectedMs = this.#owner.nowMs();
    this.#log.note("connected");
    this.#connected.resolve(true);
    for (const pending of this.#pending) this.#flush(pending);
  }

  /** Sends what waits of a request. */
  #flush(pending: Pending): void {
    const bytes = Buffer.from(pending.text, "latin1");
    this.#log.note("sent", bytes.length, firstLine(pending.text));
    pending.sentMs ??= this.#owner.nowMs();
    pending.bytesSent += bytes.length;
    pending.text = "";
    this.#socket.write(bytes, (error) => {
      if (error) return;
      pending.hasLeft = true;
      pending.sent.resolve();
    });
  }

  #read(bytes: Uint8Array): void {
    this.#log.note("received", bytes.length, this.#reader.hasBegun ? undefined : firstLine(bytes));
    this.#reader.push(bytes);
    const { broken } = this.#reader;
    if (broken !== undefined) return this.#break(broken);
    const [first] = this.#pending;
    if (first && this.#reader.hasBegun) this.#begin(first);
  }

  #begin(pending: Pending): void {
    pending.status = this.#reader.status;
    pending.hasBegun = true;
    pending.begun.resolve();
  }

  /** A client cannot tell any more what belongs to what (RFC 9112, section 6.3). */
  #break(why: string): void {
    this.#log.note("closed", undefined, why);
    const [first] = this.#pending;
    if (first) this.#settle(first, "broken");
    this.close();
  }

  #answered(answer: Answer): void {
    // What was not asked for (408 to one who was silent) says nothing about a request.
    const [pending] = this.#pending;
    if (pending) this.#settle(pending, "whole", { answer });
    if (!answer.saidClose) return;
    this.#warned = true;
    // A client that was told so ends its side too, once nothing is expected any more.
    if (this.#pending.length === 0) this.#socket.end();
  }

  #halfClosed(): void {
    if (this.#fin) return;
    this.#fin = true;
    this.#closeMs = this.#owner.nowMs();
    this.#log.note("fin");
    this.#reader.end();
    const [first] = this.#pending;
    // Of an answer that has begun, and behind one that said close, nothing more is to be found out.
    if (first && !first.hasBegun && !this.#warned) void this.#findReception();
    else setTimeout(() => this.#finish("fin"), 0);
  }

  async #findReception(): Promise<void> {
    const reception = await receptionAfterEnd(this.#socket);
    if (reception === "unread") this.#log.note("reset");
    this.#finish("fin", reception);
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (this.#fin || this.#end !== "open") return;
    if (!this.hasConnected) return this.#unreachable(error.code);
    this.#log.note("reset", undefined, error.code);
    // The end had come before, so that only what came after it was answered with a reset.
    this.#finish("reset", error.code === "EPIPE" ? "unread" : this.#unseen());
  }

  #closed(): void {
    if (!this.#fin) this.#finish("reset", this.#unseen());
  }

  #unseen(): Reception | undefined {
    return this.#owner.canSee ? "unseen" : undefined;
  }

  #unreachable(code: string | undefined): void {
    this.#log.note("unreachable", undefined, code);
    this.#finish("unreachable");
  }

  #finish(end: ConnectionEnd, reception?: Reception): void {
    if (this.#end !== "open") return;
    this.#end = end;
    this.#closeMs ??= this.#owner.nowMs();
    if (end === "closed") this.#log.note("closed");
    while (this.#pending[0]) this.#settle(this.#pending[0], end, { reception });
    this.#connected.resolve(false);
    this.#ended.resolve(end);
    this.#socket.destroy();
  }

  #newPending(text: string, sending: Sending): Pending {
    this.#sent += 1;
    const startMs = this.#owner.nowMs();
    const about = {
      id: this.#owner.nextRequest(),
      lane: sending.lane ?? this.lane,
      label: sending.label,
      connection: this.id,
      expects: sending.expects,
      startMs,
      earlier: this.#answers,
      ...(sending.isEndless && { isEndless: true }),
      ...(this.#connectedMs !== undefined && { idleMs: startMs - this.#connectedMs }),
    };
    return newPending(about, text, sending);
  }

  #settle(pending: Pending, end: ExchangeEnd, how: Partial<PendingEnd> = {}): void {
    const index = this.#pending.indexOf(pending);
    this.#pending.splice(index, 1);
    if (how.answer) this.#answers += 1;
    this.#owner.settled(endPending(pending, {
      end,
      endMs: end === "fin" ? this.#closeMs ?? this.#owner.nowMs() : this.#owner.nowMs(),
      bytesReceived: how.answer?.bytes ?? (index === 0 ? this.#reader.partialBytes : 0),
      warned: this.#warned,
      timeline: this.#log.since(pending.about.startMs),
      ...how,
    }));
  }
}
