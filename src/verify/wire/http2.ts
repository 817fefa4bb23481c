import { Buffer } from "node:buffer";
import type { ByteEvent, ConnectionEnd } from "../result.ts";
import type { Route } from "../settings.ts";
import type { Connection } from "./connection.ts";
import type { ExchangeEnd } from "./exchange.ts";
import {
  FLAG,
  FRAME,
  headerBlockOf,
  type Http2Frame,
  http2Frame,
  Http2FrameReader,
  opening,
} from "./http2-frame.ts";
import { headerBlock, statusOf } from "./http2-headers.ts";
import { type Address, openSocket } from "./socket.ts";
import type { Traffic } from "./traffic.ts";

const PROTOCOL = "h2";
const LOOK_MS = 3_000;
const NO_ERROR = 0;
const REFUSED_STREAM = 7;
/** The highest number that a stream can have; a GOAWAY with it only says that more is to come. */
const MOST_STREAM = 2 ** 31 - 1;

/** What a server says when it takes no more streams (RFC 9113, section 6.8). */
export interface GoAway {
  /** The highest stream that it has begun or will begin. */
  readonly lastStream: number;
  /** 0 says that nothing is wrong. */
  readonly code: number;
}

/** One request of a session. */
export interface Http2Stream {
  readonly id: number;
  /** **Settles** with how it ended. */
  readonly ended: Promise<ExchangeEnd>;
}

interface OpenStream extends Http2Stream {
  readonly lane: string;
  readonly route: Route;
  readonly requestId: number;
  readonly startMs: number;
  readonly events: ByteEvent[];
  readonly end: PromiseWithResolvers<ExchangeEnd>;
  status: number | undefined;
  hasBegun: boolean;
  bytesReceived: number;
}

/**
 * One HTTP/2 connection, read frame by frame: the HTTP/2 client of a runtime does not show which
 * streams a GOAWAY covers, and loses streams by itself when a server ends in an unusual order.
 */
export class Http2Session {
  readonly goAways: GoAway[] = [];
  /** Streams that were answered although a GOAWAY had said that they never would be. */
  readonly contradicted: Set<number> = new Set();
  /** **Settles** with how the connection ended. */
  readonly ended: Promise<ConnectionEnd>;
  readonly #traffic: Traffic;
  readonly #connection: Connection;
  readonly #reader: Http2FrameReader = new Http2FrameReader();
  readonly #streams: Map<number, OpenStream> = new Map();
  readonly #given: Set<number> = new Set();
  readonly #pong: PromiseWithResolvers<boolean> = Promise.withResolvers();
  #lastId = -1;

  constructor(traffic: Traffic, lane: string) {
    this.#traffic = traffic;
    this.#connection = traffic.connect(lane, PROTOCOL);
    this.#connection.upgrade();
    this.#connection.onUpgraded = (bytes) => this.#read(bytes);
    this.ended = this.#connection.ended;
    void this.ended.then((end) => this.#finish(end));
    // At once: what answers the server's first frame must not go before it.
    this.#send(opening());
  }

  /** Settles with whether the server has answered: it has read then all that was sent before. */
  ping(): Promise<boolean> {
    this.#send(http2Frame(FRAME.ping, 0, Buffer.alloc(8)));
    return this.#pong.promise;
  }

  /** Settles with whether there is a connection. */
  open(): Promise<boolean> {
    return this.#connection.connected;
  }

  /** Sends one request, which has no body. */
  ask(lane: string, route: Route): Http2Stream {
    this.#lastId += 2;
    const end = Promise.withResolvers<ExchangeEnd>();
    const stream: OpenStream = {
      id: this.#lastId,
      ended: end.promise,
      lane,
      route,
      requestId: this.#traffic.nextRequest(),
      startMs: this.#traffic.nowMs(),
      events: [],
      end,
      status: undefined,
      hasBegun: false,
      bytesReceived: 0,
    };
    this.#streams.set(stream.id, stream);
    if (!this.#connection.isOpen) this.#settle(stream, "unreachable");
    else this.#sendRequest(stream);
    return stream;
  }

  #sendRequest(stream: OpenStream): void {
    const { host, port, isSecure } = this.#traffic.address;
    const { method, path, headers } = stream.route;
    const block = headerBlock({
      ":method": method,
      ":scheme": isSecure ? "https" : "http",
      ":path": path,
      ":authority": `${host}:${port}`,
      ...headers,
    });
    this.#note(stream, "sent", block.length, `${method} ${path}`);
    const flags = FLAG.endStream | FLAG.endHeaders;
    this.#send(http2Frame(FRAME.headers, stream.id, block, flags));
  }

  #read(bytes: Uint8Array): void {
    for (const frame of this.#reader.push(bytes)) this.#take(frame);
  }

  #take(frame: Http2Frame): void {
    const isAck = (frame.flags & FLAG.ack) !== 0;
    switch (frame.type) {
      case FRAME.settings:
        return isAck ? undefined : this.#send(http2Frame(FRAME.settings, 0, undefined, FLAG.ack));
      case FRAME.ping:
        return isAck
          ? this.#pong.resolve(true)
          : this.#send(http2Frame(FRAME.ping, 0, frame.payload, FLAG.ack));
      case FRAME.goaway:
        return this.#goAway(frame);
      case FRAME.headers:
      case FRAME.continuation:
      case FRAME.data:
        return this.#answer(frame);
      case FRAME.reset:
        return this.#reset(frame);
      default:
    }
  }

  #answer(frame: Http2Frame): void {
    if (this.#given.has(frame.stream)) this.contradicted.add(frame.stream);
    const stream = this.#streams.get(frame.stream);
    if (!stream) return;
    stream.hasBegun = true;
    stream.bytesReceived += frame.payload.length;
    if (frame.type === FRAME.headers) this.#head(stream, frame);
    else if (frame.type === FRAME.data) this.#note(stream, "received", frame.payload.length);
    // The flag comes with HEADERS or DATA, but the end only after what continues them.
    const isLast = frame.type !== FRAME.continuation && (frame.flags & FLAG.endStream) !== 0;
    if (isLast) this.#settle(stream, "whole");
  }

  /** What only informs (100, 103) is followed by the response itself; trailers have no status. */
  #head(stream: OpenStream, frame: Http2Frame): void {
    const status = statusOf(headerBlockOf(frame));
    if (stream.status === undefined || stream.status < 200) stream.status = status;
    this.#note(stream, "received", frame.payload.length, `status ${status ?? "unknown"}`);
  }

  #reset({ stream: id, payload }: Http2Frame): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    const code = payload.readUInt32BE(0);
    this.#note(stream, "reset", undefined, `RST_STREAM ${code}`);
    this.#settle(stream, code === REFUSED_STREAM && !stream.hasBegun ? "unprocessed" : "abandoned");
  }

  #goAway({ payload }: Http2Frame): void {
    const goAway = {
      lastStream: payload.readUInt32BE(0) & MOST_STREAM,
      code: payload.readUInt32BE(4),
    };
    this.goAways.push(goAway);
    for (const stream of this.#streams.values()) {
      const text = `GOAWAY up to ${goAway.lastStream}, code ${goAway.code}`;
      this.#note(stream, "received", payload.length, text);
      if (stream.id > goAway.lastStream) this.#giveUp(stream);
    }
    this.#leaveWhenDone();
  }

  #giveUp(stream: OpenStream): void {
    this.#given.add(stream.id);
    this.#settle(stream, "unprocessed");
  }

  /** Who was told to go ends the connection once nothing is expected any more. */
  #leaveWhenDone(): void {
    if (this.goAways.length === 0 || this.#streams.size > 0) return;
    this.#send(http2Frame(FRAME.goaway, 0, Buffer.alloc(8, NO_ERROR)));
    this.#connection.endSending();
  }

  #finish(end: ConnectionEnd): void {
    this.#pong.resolve(false);
    for (const stream of this.#streams.values()) {
      if (end !== "open") this.#note(stream, end);
      this.#settle(stream, end === "fin" || end === "reset" ? "abandoned" : end);
    }
  }

  #settle(stream: OpenStream, end: ExchangeEnd): void {
    if (!this.#streams.delete(stream.id)) return;
    this.#traffic.settled({
      id: stream.requestId,
      lane: stream.lane,
      label: `${stream.route.method} ${stream.route.path} (stream ${stream.id})`,
      connection: this.#connection.id,
      expects: stream.route.status,
      startMs: stream.startMs,
      endMs: this.#traffic.nowMs(),
      end,
      status: stream.status,
      begun: stream.hasBegun,
      saidClose: this.goAways.length > 0,
      earlier: 0,
      warned: false,
      bytesSent: stream.events[0]?.bytes ?? 0,
      bytesReceived: stream.bytesReceived,
      timeline: stream.events,
    });
    stream.end.resolve(end);
    this.#leaveWhenDone();
  }

  #send(bytes: Buffer): void {
    this.#connection.write(bytes);
  }

  #note(stream: OpenStream, what: ByteEvent["what"], bytes?: number, text?: string): void {
    const atMs = this.#traffic.nowMs();
    stream.events.push({
      atMs,
      what,
      ...(bytes !== undefined && { bytes }),
      ...(text !== undefined && { text }),
    });
  }
}

/** Whether a server answers HTTP/2 from the first byte on: without an upgrade, or chosen by ALPN. */
export async function speaksHttp2(address: Address): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { socket, readyEvent } = openSocket(address, PROTOCOL);
  const reader = new Http2FrameReader();
  const timer = setTimeout(() => resolve(false), LOOK_MS);
  socket.on(readyEvent, () => socket.write(opening()));
  // A server of HTTP/1.1 answers with text: its letters make no SETTINGS frame of a known length.
  socket.on("data", (bytes: Uint8Array) => {
    const [first] = reader.push(bytes);
    if (first) resolve(first.type === FRAME.settings && first.stream === 0);
    else if (Buffer.from(bytes).toString("latin1").startsWith("HTTP/1")) resolve(false);
  });
  socket.on("error", () => resolve(false));
  socket.on("close", () => resolve(false));
  const speaks = await promise;
  clearTimeout(timer);
  socket.destroy();
  return speaks;
}
