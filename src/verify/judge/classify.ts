// What a client can know of a request that was not answered, and what it may do then, is in:
//
// - RFC 9112, section 9.5: each side may end a connection at any time, so a request can cross the end
//   of an idle one; section 9.6: `Connection: close` says beforehand that it will be ended, and after
//   it a client must send no more; what was sent behind it (section 9.3.2) is not served.
// - RFC 9112, section 9.3.1, and RFC 9110, section 9.2.2: a client may send a request again by itself
//   when it is idempotent, or known not to have been applied. So a race is an inconvenience, and what
//   a server has read and dropped is a loss.
// - RFC 9110, section 15.6.4: 503 says that the service cannot answer now: honest, before any work.
// - RFC 9110, section 15.5.9: 408 on an idle connection says that it is going to be ended.
//
// Whether a request was read is not guessed from times, but asked of the server's kernel: see
// `wire/reception.ts` and `wire/look.ts`. Only where it does not tell, times tell what was in flight
// for long from what crossed an end.
import type { RequestClass } from "../result.ts";
import { ANY_STATUS, type RawExchange } from "../wire/exchange.ts";

/**
 * For how long a request may have been on its way when the server ended the connection, for the two
 * to have crossed. On one machine they cross within a millisecond; the rest is for a machine that is
 * busy.
 */
export const RACE_WINDOW_MS = 500;

/** From when on a connection without a request is an idle one to its server. */
const IDLE_MS = 100;

/** Why a race was nobody's fault: what waits in a listener's queue is reset when that closes. */
export const QUEUED = "still queued for the listener when that closed";

/** The kernel has shown it: what waits there is in flight nowhere, for however long it has waited. */
export const NEVER_TAKEN = "never taken from the queue of the listener";

/**
 * What was found by times, and not by what the kernel tells: where it is rare, a busy machine may be
 * to blame.
 */
export const GUESSES = {
  long: "in flight for long, then dropped",
  dropped: "accepted, then dropped",
} as const;

/** What the judge itself sends in such a way that it has no end. */
export const ENDLESS = "has no end by itself, so that it had to be cut";

/**
 * For how long a new connection may have waited in the listener's queue: a process on a busy machine
 * takes none meanwhile, and a request on a connection that nobody took is in flight nowhere.
 */
export const QUEUE_WINDOW_MS = 2_000;

/** What is known of the whole run that the class of one request depends on. */
export interface RunFacts {
  /** When the first signal was sent. */
  readonly signalMs?: number;
  /** When the listener was first found closed. */
  readonly refusingMs?: number;
  readonly exitMs?: number;
  /** When the listener took a connection for the last time. */
  readonly lastTakenMs?: number;
}

/** The class of a request, and why, in words. */
export interface Classified {
  readonly class: RequestClass;
  readonly how: string;
}

/** Decides what became of one request. */
export function classify(raw: RawExchange, run: RunFacts): Classified {
  const classified = classOf(raw, run);
  if (!raw.isEndless || !WRONG.includes(classified.class)) return classified;
  return { class: "unjudged", how: ENDLESS };
}

/** What nobody can help who is asked for something that never ends. */
const WRONG: readonly RequestClass[] = ["lost", "cut", "race"];

function classOf(raw: RawExchange, run: RunFacts): Classified {
  switch (raw.end) {
    case "whole":
      return classOfAnswer(raw);
    case "unreachable":
      return { class: "refused", how: "no connection, so not a byte was sent" };
    case "unprocessed":
      return { class: "refused", how: "said not to have been begun, so it may be tried again" };
    case "abandoned":
      return raw.begun ? cut(raw) : { class: "lost", how: "dropped, and not given up by a GOAWAY" };
    case "broken":
      return { class: "cut", how: "what came is no HTTP/1.1 response" };
    case "closed":
      return { class: "unjudged", how: "ended by the watcher" };
    case "open":
      return { class: "unjudged", how: "had not ended when the watch was over" };
    default:
      return raw.begun ? cut(raw) : classOfSilence(raw, run);
  }
}

function classOfAnswer(raw: RawExchange): Classified {
  const { status, expects } = raw;
  const isExpected = expects === undefined ? (status ?? 500) < 400 : status === expects;
  if (isExpected && raw.isShort) {
    return { class: "cut", how: "whole by its framing, and shorter than each answer in peace" };
  }
  if (isExpected || expects === ANY_STATUS) {
    return { class: "answered", how: `answered with ${status}` };
  }
  if (status === 503) return { class: "refused", how: "503" };
  if (status === 408 && raw.saidClose && tookMs(raw) <= RACE_WINDOW_MS) {
    return { class: "race", how: "crossed the 408 that ends an idle connection" };
  }
  return { class: "lost", how: `answered with ${status}, not with ${expects ?? "success"}` };
}

function cut({ status, end }: RawExchange): Classified {
  const where = status === undefined ? "in its head" : "in its body";
  return { class: "cut", how: `the answer was ${end === "reset" ? "reset" : "ended"} ${where}` };
}

/** Not a byte of an answer has come. */
function classOfSilence(raw: RawExchange, run: RunFacts): Classified {
  if (raw.bytesSent === 0) {
    return { class: "refused", how: "the connection had ended, so not a byte was sent" };
  }
  if (raw.warned) {
    return { class: "race", how: "sent behind a request whose answer said Connection: close" };
  }
  if (raw.reception === "read") return { class: "lost", how: "read, then dropped" };
  if (isNeverTaken(raw, run)) return { class: "race", how: NEVER_TAKEN };
  if (wasQueued(raw, run)) return { class: "race", how: QUEUED };
  if (raw.reception === "unseen") {
    return { class: "unjudged", how: "reset before it was seen whether it had been read" };
  }
  if (raw.reception !== "unread" && tookMs(raw) > RACE_WINDOW_MS) {
    return { class: "lost", how: GUESSES.long };
  }
  return wasIdle(raw) ? classOfCrossing(raw) : { class: "lost", how: GUESSES.dropped };
}

/** The server has ended a connection on which it may have known of nothing in flight. */
function classOfCrossing({ reception }: RawExchange): Classified {
  switch (reception) {
    case "unread":
      return { class: "race", how: "crossed the end of an idle connection, and was not read" };
    case "half-closed":
      return { class: "race", how: "crossed the end of an idle connection, which was half closed" };
    default:
      return { class: "unjudged", how: "reset, and this system does not tell whether it was read" };
  }
}

/** Who comes in the shutdown must be taken or refused: to let it wait for long is to drop it. */
function isNeverTaken(raw: RawExchange, { signalMs = Infinity }: RunFacts): boolean {
  if (raw.reception !== "queued") return false;
  return raw.startMs < signalMs || tookMs(raw) <= QUEUE_WINDOW_MS;
}

/**
 * The connection was made for this request. Those that wait in the listener's queue are reset when it
 * closes, and no server can help that; one that takes connections only to drop them can.
 */
function wasQueued(raw: RawExchange, run: RunFacts): boolean {
  const isUnread = raw.reception !== "read" && (raw.end === "reset" || raw.reception === "unread");
  return !wasIdle(raw) && isUnread && isAtClose(raw, run) && tookMs(raw) <= QUEUE_WINDOW_MS;
}

/** Whether the listener took no connection any more from about then on. */
function isAtClose({ endMs }: RawExchange, run: RunFacts): boolean {
  const { refusingMs, exitMs, lastTakenMs = 0 } = run;
  const hasClosed = refusingMs !== undefined || exitMs !== undefined;
  return hasClosed && endMs >= lastTakenMs - RACE_WINDOW_MS;
}

/** Whether the server had the connection for a while before the request left, as far as is known. */
function wasIdle({ earlier, idleMs, startMs, sentMs = startMs }: RawExchange): boolean {
  // A judge that is late to hear that it is connected is late to send, too.
  return earlier > 0 || (idleMs ?? sentMs - startMs) > IDLE_MS;
}

function tookMs({ startMs, sentMs = startMs, endMs }: RawExchange): number {
  return endMs - sentMs;
}
