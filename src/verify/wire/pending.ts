import type { Exchange, ExchangeEnd, RawExchange, Reception } from "./exchange.ts";
import { type AnswerSize, isShort } from "./answer-size.ts";
import type { Answer } from "./response-reader.ts";
import type { PeerState } from "./socket-table.ts";

/** For how long bytes may be on their way within one machine: it hands them over at once if it can. */
const ON_THE_WAY_MS = 5;

/** What a request is to be called, and what it expects. */
export interface Sending {
  readonly label: string;
  readonly expects?: number;
  /** How large the answers to the same were in peace. */
  readonly usual?: readonly AnswerSize[];
  /** Called with each piece of the answer's body. */
  readonly onBody?: (text: string) => void;
  readonly lane?: string;
  /** It cannot come to its end by itself. */
  readonly isEndless?: boolean;
}

/** What is known of a request when it is sent. */
export type SentExchange = Pick<
  RawExchange,
  | "id"
  | "lane"
  | "label"
  | "connection"
  | "expects"
  | "startMs"
  | "earlier"
  | "idleMs"
  | "isEndless"
>;

/** A request that has not ended, and what has been seen of it. */
export interface Pending {
  readonly about: SentExchange;
  readonly sending: Sending;
  /** Whether its answer has no body, whatever its head says. */
  readonly isHead: boolean;
  readonly sent: PromiseWithResolvers<void>;
  readonly begun: PromiseWithResolvers<void>;
  readonly ended: PromiseWithResolvers<Answer | undefined>;
  hasBegun: boolean;
  hasEnded: boolean;
  status: number | undefined;
  /** What waits for the connection. */
  text: string;
  sentMs: number | undefined;
  bytesSent: number;
  /** Whether the kernel has what was sent first. */
  hasLeft: boolean;
  /** Whether the server had read it, when that was last looked at. */
  seen: "read" | "unread" | "queued" | undefined;
}

/** How a request has ended. */
export interface PendingEnd {
  readonly end: ExchangeEnd;
  readonly endMs: number;
  readonly bytesReceived: number;
  readonly warned: boolean;
  readonly timeline: RawExchange["timeline"];
  readonly answer?: Answer | undefined;
  readonly reception?: Reception | undefined;
}

/** A request of which nothing was sent yet. */
export function newPending(about: SentExchange, text: string, sending: Sending): Pending {
  return {
    about,
    sending,
    isHead: text.startsWith("HEAD "),
    sent: Promise.withResolvers(),
    begun: Promise.withResolvers(),
    ended: Promise.withResolvers(),
    hasBegun: false,
    hasEnded: false,
    status: undefined,
    text,
    sentMs: undefined,
    bytesSent: 0,
    hasLeft: false,
    seen: undefined,
  };
}

/** Notes that it has ended, and lets all go on who wait for that; returns its record. */
export function endPending(pending: Pending, how: PendingEnd): RawExchange {
  const { answer, end, endMs, bytesReceived, warned, timeline } = how;
  const reception = receptionOf(pending, how);
  pending.hasEnded = true;
  pending.hasBegun ||= answer !== undefined;
  pending.status = answer?.status ?? pending.status;
  pending.sent.resolve();
  pending.begun.resolve();
  pending.ended.resolve(answer);
  return {
    ...pending.about,
    ...(pending.sentMs !== undefined && { sentMs: pending.sentMs }),
    endMs: Math.max(endMs, pending.about.startMs),
    end,
    status: pending.status,
    begun: pending.hasBegun,
    saidClose: answer?.saidClose ?? false,
    ...(answer && isShort(answer, pending.sending.usual ?? []) && { isShort: true }),
    warned,
    ...(reception && { reception }),
    bytesSent: pending.bytesSent,
    bytesReceived,
    timeline,
  };
}

/** That it was read once is sure; the rest may have changed since it was looked at. */
function receptionOf({ seen }: Pending, { end, reception }: PendingEnd): Reception | undefined {
  if (seen === undefined || (end !== "fin" && end !== "reset")) return reception;
  if (seen === "read" || reception === undefined || reception === "unseen") return seen;
  return seen === "queued" && reception === "unread" ? seen : reception;
}

/** Takes note of what the kernel told of the server's end, not before `lookMs`. */
export function see(pending: Pending, state: PeerState, lookMs: number): void {
  if (pending.seen === "read") return;
  const isOnTheWay = state === "empty" && lookMs - (pending.sentMs ?? lookMs) < ON_THE_WAY_MS;
  if (!isOnTheWay) pending.seen = state === "empty" ? "read" : state;
}

/** What the sender of a request sees of it. */
export function exchangeOf(pending: Pending, write: (text: string) => void): Exchange {
  return {
    id: pending.about.id,
    sent: pending.sent.promise,
    begun: pending.begun.promise,
    ended: pending.ended.promise,
    get hasBegun() {
      return pending.hasBegun;
    },
    get hasEnded() {
      return pending.hasEnded;
    },
    get status() {
      return pending.status;
    },
    write,
  };
}
