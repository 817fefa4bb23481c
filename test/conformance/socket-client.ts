import { connected } from "./request.ts";
import type { Connection } from "./connection.ts";
import { within } from "./wait.ts";

/** A WebSocket that echoes and then waits to be closed. */
export interface SocketClient {
  /** Sends a text and waits for the answer. */
  echo(text: string): Promise<string>;
  /** Settles with the code of the server's close frame; 1006 stands for none. */
  readonly closed: Promise<number>;
}

/** Opens a WebSocket that behaves. */
export async function openSocket(port: number): Promise<SocketClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  socket.addEventListener("open", () => opened.resolve());
  socket.addEventListener("error", () => opened.reject(new Error("Cannot open the WebSocket")));
  socket.addEventListener("close", ({ code }) => closed.resolve(code));
  await within(opened.promise, "the WebSocket");
  return { echo: (text) => echo(socket, text), closed: within(closed.promise, "a close frame") };
}

async function echo(socket: WebSocket, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.addEventListener("message", ({ data }) => resolve(String(data)), { once: true });
  socket.send(text);
  return await within(promise, "an echo");
}

const HANDSHAKE = [
  "GET /ws HTTP/1.1",
  "Host: localhost",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "\r\n",
].join("\r\n");

/** Opens a WebSocket that never says a word, not even in answer to a close frame. */
export async function openMuteSocket(port: number): Promise<Connection> {
  const connection = await connected(port);
  await connection.send(HANDSHAKE).next();
  return connection;
}
