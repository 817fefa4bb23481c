import type { RequestClass } from "../result.ts";
import { ANY_STATUS, type RawExchange } from "../wire/exchange.ts";

/**
 * For how long a request may have been on its way when the server ended an idle connection, for
 * the two to have crossed. On one machine they cross within a millisecond; the rest is for a
 * machine that is busy.
 */
export const RACE_WINDOW_MS = 100;

/** How close to the end of the process a connection's end is taken for a consequence of it. */
export const EXIT_WINDOW_MS = 20;

/** What is known of the whole run that the class of one request depends on. */
export interface RunFacts {
  /** When the listener was first found closed. */
  readonly refusingMs?: number;
  readonly exitMs?: number;
}

/** The class of a request, and why, in words. */
export interface Classified {
  readonly class: RequestClass;
  readonly how: string;
}

/** Decides what became of one request. */
export function classify(raw: RawExchange, run: RunFacts): Classified {
  switch (raw.end) {
    case "whole":
      return classOfAnswer(raw);
    case "unreachable":
      return { class: "refused", how: "no connection, so not a byte was sent" };
    case "unprocessed":
      return { class: "refused", how: "said not to have been begun, so it may be tried again" };
    case "abandoned":
      return raw.begun ? cut(raw) : { class: "lost", how: "dropped, and not given up by a GOAWAY" };
    case "closed":
      return { class: "unjudged", how: "ended by the watcher" };
    case "open":
      return { class: "unjudged", how: "had not ended when the watch was over" };
    default:
      return raw.begun ? cut(raw) : classOfSilence(raw, run);
  }
}

function classOfAnswer({ status, expects }: RawExchange): Classified {
  const isExpected = expects === undefined ? (status ?? 500) < 400 : status === expects;
  if (isExpected || expects === ANY_STATUS) {
    return { class: "answered", how: `answered with ${status}` };
  }
  if (status === 503) return { class: "refused", how: "503" };
  return { class: "lost", how: `answered with ${status}, not with ${expects ?? "success"}` };
}

function cut({ status, end }: RawExchange): Classified {
  const where = status === undefined ? "in its head" : "in its body";
  return { class: "cut", how: `the answer was ${end === "reset" ? "reset" : "ended"} ${where}` };
}

/** Not a byte of an answer has come. */
function classOfSilence(raw: RawExchange, run: RunFacts): Classified {
  if (raw.warned) {
    return { class: "race", how: "sent behind a request whose answer said Connection: close" };
  }
  if (raw.earlier === 0) return classOfFresh(raw, run);
  const tookMs = raw.endMs - raw.startMs;
  if (tookMs > RACE_WINDOW_MS) {
    return { class: "lost", how: `in flight for ${Math.round(tookMs)} ms, then dropped` };
  }
  if (raw.end === "fin" && !wasReset(raw) && isNear(raw.endMs, run.exitMs, EXIT_WINDOW_MS)) {
    return { class: "lost", how: "read, and dropped by the end of the process" };
  }
  return { class: "race", how: "crossed the end of an idle connection" };
}

function classOfFresh(raw: RawExchange, { refusingMs, exitMs }: RunFacts): Classified {
  const closesMs = Math.min(refusingMs ?? Infinity, exitMs ?? Infinity);
  const tookMs = raw.endMs - raw.startMs;
  if (
    tookMs <= RACE_WINDOW_MS && raw.end === "reset" && isNear(raw.endMs, closesMs, RACE_WINDOW_MS)
  ) {
    return { class: "race", how: "still queued for the listener when that closed" };
  }
  if (tookMs > RACE_WINDOW_MS) {
    return { class: "lost", how: `in flight for ${Math.round(tookMs)} ms, then dropped` };
  }
  return { class: "lost", how: "accepted, then dropped" };
}

/** A reset shows that the server ended the connection with the request unread. */
function wasReset({ end, timeline }: RawExchange): boolean {
  return end === "reset" || timeline.some(({ what }) => what === "reset");
}

function isNear(aMs: number, bMs: number | undefined, withinMs: number): boolean {
  return bMs !== undefined && Math.abs(aMs - bMs) <= withinMs;
}
