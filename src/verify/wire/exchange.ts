import type { ByteEvent } from "../result.ts";
import type { Answer } from "./response-reader.ts";

/**
 * How an exchange ended. `whole`: the answer has come to its end. `unprocessed`: the server has said
 * that it did not begin it, and that it may be tried again. `abandoned`: it has ended the stream, or
 * the connection under it, and has said no such thing. `broken`: what came is no HTTP/1.1.
 */
export type ExchangeEnd =
  | "whole"
  | "unprocessed"
  | "abandoned"
  | "broken"
  | "fin"
  | "reset"
  | "unreachable"
  | "closed"
  | "open";

/**
 * What the server's kernel tells of a request of which not a byte was answered, when the connection
 * ended. `unread`: it had not been read when it was last looked at, or was refused by a reset, since
 * the process had ended the connection before. `read`: the process had taken all of it, and then
 * ended the connection. `half-closed`: the server had ended its side only, and may have read it or
 * not. `queued`: no process had taken its connection when it was last looked at. `unseen`: it was
 * reset before it could be seen whether it had been read.
 */
export type Reception = "unread" | "read" | "half-closed" | "queued" | "unseen";

/** What a request expects that is answered honestly by any status: an error is an answer, too. */
export const ANY_STATUS = 0;

/** Everything that the class of a request is decided by. Plain data. */
export interface RawExchange {
  readonly id: number;
  readonly lane: string;
  readonly label: string;
  readonly connection: number;
  /** The status that the route gives in peace; `undefined`: any below 400. */
  readonly expects: number | undefined;
  readonly startMs: number;
  /** When its first byte left, should it have waited for its connection. */
  readonly sentMs?: number | undefined;
  readonly endMs: number;
  readonly end: ExchangeEnd;
  readonly status: number | undefined;
  /** Whether a byte of the answer has come. */
  readonly begun: boolean;
  readonly saidClose: boolean;
  /** Whether the answer was whole by its framing, and said less than those in peace. */
  readonly isShort?: boolean | undefined;
  /** How many answers the connection had given when this request was sent. */
  readonly earlier: number;
  /** Whether an answer before this one had said `Connection: close`. */
  readonly warned: boolean;
  /** Absent: it was answered, or it cannot be known. */
  readonly reception?: Reception | undefined;
  /** For how long the connection had been there when the request was sent. Absent: it was not. */
  readonly idleMs?: number | undefined;
  /** It cannot come to its end by itself, so that it has to be cut. */
  readonly isEndless?: boolean | undefined;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly timeline: readonly ByteEvent[];
}

/** One request on its way, and what is known of it so far. */
export interface Exchange {
  readonly id: number;
  /** **Settles** when its bytes were handed to the kernel, or at the end. */
  readonly sent: Promise<void>;
  /** **Settles** with the first byte of the answer, or at the end. */
  readonly begun: Promise<void>;
  /** **Settles** with the whole answer, or `undefined` when there will be none. Never rejects. */
  readonly ended: Promise<Answer | undefined>;
  readonly hasBegun: boolean;
  readonly hasEnded: boolean;
  /** The status, as soon as the head of the answer has come. */
  readonly status: number | undefined;
  /** Sends more of the request's body. */
  write(text: string): void;
}
