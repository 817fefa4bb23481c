import { Buffer } from "node:buffer";
import type { ByteEvent, ConnectionEnd } from "../result.ts";
import type { Route } from "../settings.ts";
import type { Connection } from "./connection.ts";
import type { ExchangeEnd } from "./exchange.ts";
import type { Traffic } from "./traffic.ts";
import { clientFrame, type Frame, FrameReader, OPCODE } from "./web-socket-frame.ts";

/** How the server has ended a WebSocket. */
export interface WebSocketEnd {
  /** The code of its close frame; 1005 stands for a frame without one, `undefined` for no frame. */
  readonly closeCode: number | undefined;
  /** Whether it ended in the middle of a frame. */
  readonly isTorn: boolean;
  readonly connectionEnd: ConnectionEnd;
}

/** A WebSocket that was asked for. */
export interface WebSocketClient {
  /** **Settles** with whether the server has agreed. */
  readonly opened: Promise<boolean>;
  /** **Settles** once there is no connection any more. */
  readonly ended: Promise<WebSocketEnd>;
  /** **Settles** with whether the server has answered a ping before the connection ended. */
  ping(): Promise<boolean>;
}

/** What a client does that is not as it should be. */
export interface WebSocketOptions {
  /** Answers nothing, not even a close frame, as a client does whose network is gone. */
  readonly isMute?: boolean;
}

const NO_CODE = 1005;
const SWITCHING = 101;

/** Opens a WebSocket over a raw connection, and keeps what becomes of it as one request. */
export function openWebSocket(
  traffic: Traffic,
  lane: string,
  route: Route,
  { isMute = false }: WebSocketOptions = {},
): WebSocketClient {
  const connection = traffic.connect(lane);
  const session = new Session(connection, isMute, () => traffic.nowMs());
  const exchange = traffic.ask(lane, route, { connection, headers: asking(), expects: SWITCHING });
  const opened = exchange.ended.then((answer) => answer?.status === SWITCHING);
  const startMs = traffic.nowMs();
  const end = async (): Promise<WebSocketEnd> => {
    if (!(await opened)) connection.close();
    const connectionEnd = await connection.ended;
    if (await opened) record(traffic, { lane, route, connection, session, startMs, connectionEnd });
    return { closeCode: session.closeCode, isTorn: session.isTorn, connectionEnd };
  };
  return { opened, ended: end(), ping: () => session.ping() };
}

function asking(): Readonly<Record<string, string>> {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  return {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": key,
  };
}

/** What goes over a connection once it is a WebSocket. */
class Session {
  readonly events: ByteEvent[] = [];
  closeCode: number | undefined;
  closedMs: number | undefined;
  bytesSent = 0;
  bytesReceived = 0;
  readonly #connection: Connection;
  readonly #reader: FrameReader = new FrameReader();
  readonly #pongs: PromiseWithResolvers<boolean> = Promise.withResolvers();
  readonly #isMute: boolean;
  readonly #nowMs: () => number;

  constructor(connection: Connection, isMute: boolean, nowMs: () => number) {
    this.#connection = connection;
    this.#isMute = isMute;
    this.#nowMs = nowMs;
    connection.onUpgraded = (bytes) => this.#read(bytes);
    void connection.ended.then(() => this.#pongs.resolve(false));
  }

  get isTorn(): boolean {
    return this.closeCode === undefined && this.#reader.isInFrame;
  }

  ping(): Promise<boolean> {
    this.#write(OPCODE.ping);
    return this.#pongs.promise;
  }

  #read(bytes: Uint8Array): void {
    this.bytesReceived += bytes.length;
    for (const frame of this.#reader.push(bytes)) this.#take(frame);
  }

  #take({ opcode, payload }: Frame): void {
    if (opcode === OPCODE.pong) this.#pongs.resolve(true);
    if (opcode === OPCODE.close) this.#closing(payload);
    if (this.#isMute) return;
    if (opcode === OPCODE.ping) this.#write(OPCODE.pong, payload);
    if (opcode === OPCODE.close) this.#write(OPCODE.close, payload.subarray(0, 2));
  }

  #closing(payload: Buffer): void {
    if (this.closeCode !== undefined) return;
    this.closeCode = payload.length < 2 ? NO_CODE : payload.readUInt16BE(0);
    this.closedMs = this.#nowMs();
    this.#note("received", payload.length + 2, `close ${this.closeCode}`);
  }

  #write(opcode: number, payload?: Uint8Array): void {
    const frame = clientFrame(opcode, payload);
    this.bytesSent += frame.length;
    this.#connection.write(frame);
    if (opcode === OPCODE.close) this.#note("sent", frame.length, "close");
  }

  #note(what: ByteEvent["what"], bytes: number, text: string): void {
    this.events.push({ atMs: this.#nowMs(), what, bytes, text });
  }
}

interface Recorded {
  readonly lane: string;
  readonly route: Route;
  readonly connection: Connection;
  readonly session: Session;
  readonly startMs: number;
  readonly connectionEnd: ConnectionEnd;
}

/** A WebSocket is whole when the server has said that it ends. */
function record(traffic: Traffic, recorded: Recorded): void {
  const { lane, route, connection, session, startMs, connectionEnd } = recorded;
  const end: ExchangeEnd = session.closeCode === undefined ? connectionEnd : "whole";
  const endMs = session.closedMs ?? traffic.nowMs();
  const gone: readonly ByteEvent[] = connectionEnd === "open"
    ? []
    : [{ atMs: traffic.nowMs(), what: connectionEnd }];
  traffic.add({
    lane,
    label: `WebSocket ${route.path}`,
    connection: connection.id,
    expects: SWITCHING,
    startMs,
    endMs,
    end,
    status: SWITCHING,
    begun: true,
    saidClose: false,
    earlier: 0,
    warned: false,
    bytesSent: session.bytesSent,
    bytesReceived: session.bytesReceived,
    timeline: [...session.events, ...gone],
  });
}
