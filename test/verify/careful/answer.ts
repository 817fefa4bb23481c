import { ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import { isLastOn } from "./connections.ts";
import { hasReached } from "./phase.ts";
import { hasFault, varies } from "./settings.ts";

/** Faults that a header would cover up. */
const SILENT_FAULTS = [
  "destroys-sockets",
  "drops-second",
  "ends-idle-late",
  "keeps-after-answer",
  "no-close-header",
  "serves-forever",
] as const;
const BIG = "x".repeat(256 * 1024);

/** An answer of HTTP/1 or HTTP/2. */
export type Response = Writable & {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
};

/** Answers whole. */
export function answer(response: Response, status: number, text: string): void {
  if (response.headersSent || response.destroyed) return;
  begin(response, varies("no-content") && status === 200 ? 204 : status, "text/plain");
  const body = varies("big") && status === 200 ? BIG : text;
  if (varies("chunked")) response.write(body);
  else if (response.statusCode !== 204) setLength(response, body);
  response.end(varies("chunked") || response.statusCode === 204 ? "" : body);
}

/** Sets the head, which says that the connection closes where that loses no other request. */
export function begin(response: Response, status: number, type: string): void {
  response.statusCode = status;
  response.setHeader(varies("lower-case") ? "content-type" : "Content-Type", type);
  if (!closes(response)) return;
  if (varies("lower-case")) response.setHeader("connection", "Close");
  else response.setHeader("Connection", "close");
}

function setLength(response: Response, body: string): void {
  const name = varies("lower-case") ? "content-length" : "Content-Length";
  response.setHeader(name, String(Buffer.byteLength(body)));
}

function closes(response: Response): boolean {
  if (!(response instanceof ServerResponse)) return false;
  if (!hasReached("announcing") && !varies("one-request")) return false;
  if (SILENT_FAULTS.some(hasFault)) return false;
  return varies("closes-early") || isLastOn(response.req.socket);
}
