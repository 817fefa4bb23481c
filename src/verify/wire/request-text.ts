import type { Route } from "../settings.ts";

/** What else the head of a request says. */
export interface RequestOptions {
  /** Sent as it is after the head. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The bytes of a request for `route`, as text. */
export function requestText(route: Route, host: string, options: RequestOptions = {}): string {
  const { body = "" } = options;
  const headers = { Host: host, ...route.headers, ...sized(route, options), ...options.headers };
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${route.method} ${route.path} HTTP/1.1\r\n${fields.join("")}\r\n${body}`;
}

/** A request that has a body, or could have one, says how long it is. */
function sized(
  { method }: Route,
  { body = "", headers = {} }: RequestOptions,
): Record<string, string> {
  const framed = Object.keys(headers).some((name) => /^(content-length|transfer-enc)/i.test(name));
  if (framed || (body === "" && method === "GET")) return {};
  return { "Content-Length": String(new TextEncoder().encode(body).length) };
}

/** What ends a body that is sent in chunks. */
export const LAST_CHUNK = "0\r\n\r\n";

/** One chunk of a body (RFC 9112, section 7.1). */
export function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
