import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Reception } from "./exchange.ts";

/** How long the kernel of the server may take to answer bytes with a reset: a busy machine. */
const RESET_WAIT_MS = 50;

/**
 * Finds out what became of the last request on a connection that the server has ended in order.
 *
 * To a process that has closed its socket the kernel delivers nothing: each byte that comes after it
 * is answered with a reset (RFC 9293, section 3.10.7.1), and on a connection that was reset a write
 * fails. Runtimes read no more after the end, so a reset is seen by writing only: an empty line,
 * which a server that still reads ignores before a request (RFC 9112, section 2.2).
 *
 * - The first write fails: the request itself was answered with a reset, so nobody has read it. A
 *   process that closes with bytes unread makes its kernel send a reset at once instead of the end.
 * - The second write fails: only the first was answered so. All before it had been read.
 * - Neither fails: the server has ended its own side only.
 */
export async function receptionAfterEnd(socket: Socket): Promise<Reception> {
  let writes = 0;
  let hasFailed = false;
  socket.once("error", () => hasFailed = true);
  while (writes < 2 && !hasFailed) {
    await delay(RESET_WAIT_MS);
    if (socket.destroyed) break;
    if (await write(socket)) writes += 1;
    else hasFailed = true;
  }
  if (!hasFailed) await delay(RESET_WAIT_MS);
  if (!hasFailed && !socket.destroyed) return "half-closed";
  return writes === 0 ? "unread" : "read";
}

function write(socket: Socket): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once("close", () => resolve(false));
  socket.write("\r\n", (error) => resolve(!error));
  return promise;
}
