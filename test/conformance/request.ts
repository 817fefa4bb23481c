import assert from "node:assert/strict";
import { type Connection, type Exchange, openConnection } from "./connection.ts";
import type { WireResponse } from "./wire-response.ts";

/**
 * What became of a request.
 *
 * `refused` is honest: a complete 503, or no connection at all. `raced` is what HTTP/1.1 cannot
 * exclude: a kept connection was ended while the request was on its way. `lost` is a connection
 * that was accepted and dropped, `cut` a response that broke off.
 */
export type Fate = "answered" | "refused" | "raced" | "lost" | "cut";

/** The bytes of a request without a body. */
export function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

/** The bytes of the head of an upload; without a length it is chunked. */
export function postHead(path: string, length?: number): string {
  const framing = length === undefined ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`;
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n${framing}\r\n\r\n`;
}

/** Says what became of a request; `undefined` stands for a refused connection. */
export function fate(exchange: Exchange | undefined): Fate {
  if (!exchange) return "refused";
  if (exchange.response?.complete) return exchange.response.status === 503 ? "refused" : "answered";
  if (exchange.response) return "cut";
  return exchange.fresh ? "lost" : "raced";
}

/** Connects, or fails: for the time before the signal, when a refusal is a mistake. */
export async function connected(port: number): Promise<Connection> {
  const connection = await openConnection(port);
  assert.ok(connection, `Cannot connect to port ${port}: the connection was refused`);
  return connection;
}

/** As many connections as asked for. */
export function connectedMany(port: number, count: number): Promise<Connection[]> {
  return Promise.all(Array.from({ length: count }, () => connected(port)));
}

/** Sends one request on its own connection; `undefined` when that is refused. */
export async function fetchOnce(port: number, path: string): Promise<Exchange | undefined> {
  const connection = await openConnection(port);
  if (!connection) return undefined;
  const exchange = await connection.send(get(path)).next();
  connection.close();
  return exchange;
}

/** The complete response, or a failure that says how the exchange ended. */
export function answerOf(exchange: Exchange | undefined): WireResponse {
  assert.ok(
    exchange?.response?.complete,
    `Cannot read a response: the request was ${told(exchange)}`,
  );
  return exchange.response;
}

/** Asserts that a request was answered with 200, and returns the body. */
export function okBody(exchange: Exchange | undefined): string {
  const response = answerOf(exchange);
  assert.equal(response.status, 200);
  return response.body.toString();
}

/** True when the server says that this is the last response of the connection. */
export function saysClose(exchange: Exchange | undefined): boolean {
  return exchange?.response?.headers.get("connection")?.toLowerCase() === "close";
}

function told(exchange: Exchange | undefined): string {
  const seen = exchange?.response?.body.toString().slice(-80) ?? "";
  return `${fate(exchange)} (${exchange?.end ?? "no connection"}) after "${seen}"`;
}
