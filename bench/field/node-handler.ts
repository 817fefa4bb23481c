import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { answerTo } from "./routes.ts";

/** The routes for a server of `node:http`. */
export function nodeHandler(request: IncomingMessage, response: ServerResponse): void {
  respond(request, response).catch(() => response.destroy());
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { status, type, body } = await answerTo(request.method ?? "GET", url, request);
  response.writeHead(status, { "Content-Type": type });
  if (typeof body === "string") response.end(body);
  else await pipeline(body, response);
}
