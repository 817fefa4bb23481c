import { setTimeout as delay } from "node:timers/promises";
import { Connection, type Outcome } from "./connection.ts";
import type { Tally } from "./tally.ts";

/** A piece of work that is in flight when the signal comes, and must end well all the same. */
export interface Errand {
  readonly name: string;
  /** Settles once the server is known to be at it. */
  readonly begun: Promise<void>;
  /** Settles when it has ended: with what went wrong, or nothing. Never rejects. */
  readonly ended: Promise<string | undefined>;
}

const UPLOAD_PIECES = 25;
const PIECE_INTERVAL_MS = 100;

/** A request whose answer takes its time. */
export function slowRequest(port: number, tally: Tally, ms: number): Errand {
  const name = `slow request of ${ms} ms`;
  const { connection, outcome } = sent(port, `/slow?ms=${ms}`, tally);
  // No byte comes back before its end, so that it is written is all there is to know.
  return { name, begun: connection.written, ended: outcome.then(fault) };
}

/** A response that comes in pieces and has an end. */
export function stream(port: number, tally: Tally, ms: number): Errand {
  const { firstByte, outcome } = sent(port, `/stream?ms=${ms}`, tally);
  const ended = outcome.then((end) =>
    fault(end) ?? (bodyOf(end).trimEnd().endsWith("END") ? undefined : "its end is missing")
  );
  return { name: "stream", begun: firstByte, ended };
}

/** A response without an end of its own: the service must end it, and cleanly. */
export function eventStream(port: number, tally: Tally): Errand {
  const { firstByte, outcome } = sent(port, "/sse", tally);
  return { name: "event stream", begun: firstByte, ended: outcome.then(fault) };
}

/** A request body that trickles in; the answer echoes it. */
export function upload(port: number, tally: Tally): Errand {
  const pieces = Array.from({ length: UPLOAD_PIECES }, (_, at) => `piece ${at} of the upload\n`);
  const body = pieces.join("");
  const connection = new Connection(port);
  const outcome = connection.request(
    `POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  const begun = connection.written;
  void begun.then(() => trickle(connection, pieces, outcome));
  const ended = counted(outcome, tally).then((end) =>
    fault(end) ?? (bodyOf(end) === body ? undefined : "its echo differs")
  );
  return { name: "upload", begun, ended };
}

async function trickle(
  connection: Connection,
  pieces: readonly string[],
  outcome: Promise<Outcome>,
): Promise<void> {
  let over = false;
  void outcome.then(() => (over = true));
  for (const piece of pieces) {
    if (over) return;
    connection.write(piece);
    await delay(PIECE_INTERVAL_MS);
  }
}

interface Sent {
  readonly connection: Connection;
  readonly firstByte: Promise<void>;
  readonly outcome: Promise<Outcome>;
}

function sent(port: number, path: string, tally: Tally): Sent {
  const connection = new Connection(port);
  const { promise: firstByte, resolve } = Promise.withResolvers<void>();
  const outcome = connection.request(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
    () => resolve(),
  );
  return { connection, firstByte, outcome: counted(outcome, tally) };
}

async function counted(outcome: Promise<Outcome>, tally: Tally): Promise<Outcome> {
  const end = await outcome;
  tally.add(end);
  return end;
}

function fault(outcome: Outcome): string | undefined {
  switch (outcome.end) {
    case "answered":
      return undefined;
    case "refused":
      return "refused although it came before the signal";
    case "unreachable":
      return "no connection";
    case "lost":
      return outcome.how;
  }
}

function bodyOf(outcome: Outcome): string {
  return "answer" in outcome ? outcome.answer.body : "";
}
