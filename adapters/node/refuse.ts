import type { Clock } from "../../src/core/mod.ts";
import { refusalHeaders, REFUSED } from "../../src/http/mod.ts";
import type { Connection, Exchange, Transport } from "./connection.ts";

/** How long the rest of a refused upload is read, so that the refusal is not lost in a reset. */
const UPLOAD_MS = 250;

/** Refuses a request, once what the client is still sending has been read. */
export function refuse(
  clock: Clock,
  connection: Connection,
  { incoming, outgoing }: Exchange,
  retryAfterSeconds: number | undefined,
): void {
  const answer = (): void => {
    disarm();
    if (outgoing.headersSent) return;
    connection.markLast();
    const { Connection: _, ...headers } = refusalHeaders(retryAfterSeconds);
    outgoing.writeHead(503, { ...headers, "Content-Length": REFUSED.length });
    outgoing.end(REFUSED);
  };
  const disarm = clock.after(UPLOAD_MS, answer);
  // A client that asked whether it may send waits for the answer before it does.
  if (incoming.headers.expect !== undefined) return answer();
  incoming.once("end", answer).once("close", disarm).resume();
}

/** Refuses on a plain socket, where there is no response object. */
export function refuseRaw(socket: Transport, retryAfterSeconds: number | undefined): void {
  const headers = { ...refusalHeaders(retryAfterSeconds), "Content-Length": `${REFUSED.length}` };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 503 Service Unavailable\r\n${lines.join("")}\r\n${REFUSED}`);
}
