import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { answer, begin, type Response } from "./answer.ts";
import { streamEvents } from "./events.ts";
import { hasReached } from "./phase.ts";
import { query } from "./query.ts";
import { DEPENDENCY, hasFault, varies } from "./settings.ts";

const PARTS = 10;
const CRASH_MS = 20;
const LATE_MS = 150;

/** A request of HTTP/1 or HTTP/2. */
export type Request = Readable & {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
};

interface Asked {
  readonly request: Request;
  readonly response: Response;
  readonly ms: number;
}

const ROUTES: Readonly<Record<string, (asked: Asked) => Promise<void> | void>> = {
  "GET /": ({ response }) => answer(response, 200, "ok"),
  "GET /slow": answerLate,
  "GET /stream": stream,
  "GET /sse": ({ response }) => streamEvents(response),
  "POST /upload": countBody,
  "GET /hang": () => {},
  "GET /crash": crash,
  "GET /ready": ({ response }) => answer(response, isReady() ? 200 : 503, "readiness"),
  ...(DEPENDENCY && { "GET /query": askDependency }),
};

/** Does what the route of a request does. */
export async function handle(request: Request, response: Response): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const route = ROUTES[`${request.method} ${url.pathname}`];
  if (!route) return answer(response, 404, "no such route");
  if (varies("late")) await delay(LATE_MS);
  await route({ request, response, ms: Number(url.searchParams.get("ms") ?? 1_000) });
}

function isReady(): boolean {
  return hasFault("stays-green") || !hasReached("announcing");
}

/** In steps, as most work is: one that was stopped in the middle needs its time nevertheless. */
async function answerLate({ response, ms }: Asked): Promise<void> {
  for (let step = 0; step < PARTS; step += 1) await delay(ms / PARTS);
  answer(response, 200, isCutShort() ? "" : "slow");
}

async function stream({ response, ms }: Asked): Promise<void> {
  begin(response, 200, "text/plain");
  for (let part = 1; part < PARTS; part += 1) {
    if (response.destroyed) return;
    if (isCutShort()) break;
    response.write(`part ${part}\n`);
    await delay(ms / PARTS);
  }
  response.end("END\n");
}

/** Whole by its framing all the same. */
function isCutShort(): boolean {
  return hasFault("short-answers") && hasReached("announcing");
}

async function countBody({ request, response }: Asked): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of request) {
      if (hasFault("short-bodies") && hasReached("announcing")) continue;
      bytes += (chunk as Uint8Array).length;
    }
  } catch {
    return;
  }
  answer(response, 200, String(bytes));
}

function crash({ response }: Asked): void {
  answer(response, 200, "going to crash");
  setTimeout(() => {
    throw new Error("Cannot go on: the crash was asked for");
  }, CRASH_MS);
}

async function askDependency({ response, ms }: Asked): Promise<void> {
  const isAnswered = await query(ms);
  answer(response, isAnswered ? 200 : 503, isAnswered ? "queried" : "the dependency is away");
}
