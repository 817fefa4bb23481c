import type { ByteEvent } from "../result.ts";
import type { Answer } from "./response-reader.ts";

/**
 * How an exchange ended. `whole`: the answer has come to its end. `unprocessed`: the server has said
 * that it did not begin it, and that it may be tried again. `abandoned`: it has ended the stream, or
 * the connection under it, and has said no such thing.
 */
export type ExchangeEnd =
  | "whole"
  | "unprocessed"
  | "abandoned"
  | "fin"
  | "reset"
  | "unreachable"
  | "closed"
  | "open";

/** Everything that the class of a request is decided by. Plain data. */
export interface RawExchange {
  readonly id: number;
  readonly lane: string;
  readonly label: string;
  readonly connection: number;
  /** The status that the route gives in peace; `undefined`: any below 400. */
  readonly expects: number | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly end: ExchangeEnd;
  readonly status: number | undefined;
  /** Whether a byte of the answer has come. */
  readonly begun: boolean;
  readonly saidClose: boolean;
  /** How many answers the connection had given when this request was sent. */
  readonly earlier: number;
  /** Whether an answer before this one had said `Connection: close`. */
  readonly warned: boolean;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly timeline: readonly ByteEvent[];
}

/** One request on its way, and what is known of it so far. */
export interface Exchange {
  readonly id: number;
  /** **Settles** when its bytes were handed to the kernel. Stays pending without a connection. */
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
