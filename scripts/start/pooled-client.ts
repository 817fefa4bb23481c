import { setTimeout as delay } from "node:timers/promises";
import { Connection, type Outcome } from "./connection.ts";
import type { Answer } from "./response-reader.ts";
import type { Tally } from "./tally.ts";

const GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
const THINK_MS = 5;
const UNREACHABLE_WAIT_MS = 200;

/**
 * A client as real connection pools are: keeps its connection between requests,
 * obeys `Connection: close` and `Retry-After`, and never stops trying.
 *
 * Ends once `stop` is aborted and its last request has ended.
 */
export async function pooledClient(port: number, tally: Tally, stop: AbortSignal): Promise<void> {
  let connection = new Connection(port);
  while (!stop.aborted) {
    if (!connection.isUsable) connection = new Connection(port);
    const outcome = await connection.request(GET);
    tally.add(outcome);
    await rest(waitMs(outcome), stop);
  }
  connection.close();
}

function waitMs(outcome: Outcome): number {
  if (outcome.end === "unreachable") return UNREACHABLE_WAIT_MS;
  if (outcome.end !== "refused") return THINK_MS;
  return retryAfterSeconds(outcome.answer) * 1_000;
}

/** One second where the answer names none, or names a date. */
function retryAfterSeconds({ headers }: Answer): number {
  return Number(headers.get("retry-after")) || 1;
}

async function rest(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}
