// What the routes do, whoever serves them. No handler listens to a signal, so none has an advantage.
import { setTimeout as sleep } from "node:timers/promises";
import { query } from "./database.ts";
import { DEPENDENCY } from "./settings.ts";

/** What a route answers, before it takes the form of one style of server. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | AsyncIterable<string>;
}

interface Asked {
  /** What the query asks for, or a second. */
  readonly ms: number;
  readonly body: AsyncIterable<Uint8Array>;
}

const PARTS = 10;
const EVENT_MS = 100;
/** Long enough for the answer to leave first. */
const CRASH_MS = 20;

const ROUTES: Readonly<Record<string, (asked: Asked) => Answer | Promise<Answer>>> = {
  "GET /": () => text("ok"),
  "GET /slow": async ({ ms }) => text(await sleep(ms, "ok")),
  "GET /stream": ({ ms }) => ({ ...text(""), body: parts(ms) }),
  "GET /sse": () => ({ status: 200, type: "text/event-stream", body: events() }),
  "POST /upload": async ({ body }) => text(String(await lengthOf(body))),
  "GET /hang": () => new Promise(() => {}),
  "GET /crash": crash,
  ...(DEPENDENCY && { "GET /query": ({ ms }: Asked) => ask(DEPENDENCY ?? "", ms) }),
};

/** Answers one request. Never settles for `/hang`. */
export async function answerTo(
  method: string,
  url: URL,
  body: AsyncIterable<Uint8Array>,
): Promise<Answer> {
  const route = ROUTES[`${method} ${url.pathname}`];
  if (route === undefined) return text("no such route", 404);
  return await route({ ms: Number(url.searchParams.get("ms") ?? 1_000), body });
}

function text(body: string, status = 200): Answer {
  return { status, type: "text/plain", body };
}

async function* parts(ms: number): AsyncGenerator<string> {
  for (let part = 1; part < PARTS; part += 1) {
    yield `part ${part}\n`;
    await sleep(ms / PARTS);
  }
  yield "END\n";
}

async function* events(): AsyncGenerator<string> {
  for (let count = 1;; count += 1) {
    yield `data: ${count}\n\n`;
    await sleep(EVENT_MS);
  }
}

async function lengthOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const chunk of body) length += chunk.length;
  return length;
}

function crash(): Answer {
  setTimeout(() => {
    throw new Error("Cannot go on: the crash was asked for");
  }, CRASH_MS);
  return text("going to crash");
}

async function ask(address: string, ms: number): Promise<Answer> {
  try {
    return text(await query(address, String(ms)));
  } catch (error) {
    return text(error instanceof Error ? error.message : String(error), 502);
  }
}
