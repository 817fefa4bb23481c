// WebSockets of the runtime that a program runs on: what `serve` takes, and what a route takes.
import type { UpgradeWebSocket } from "hono/ws";

interface Sockets {
  readonly upgradeWebSocket: UpgradeWebSocket;
  /** For the option `websocket` of `serve`. Deno needs none. */
  readonly websocket?: object;
}

async function nodeSockets(): Promise<Sockets> {
  const { upgradeWebSocket } = await import("@hono/node-server");
  const { WebSocketServer } = await import("ws");
  return { upgradeWebSocket, websocket: { server: new WebSocketServer({ noServer: true }) } };
}

export const { upgradeWebSocket, websocket }: Sockets = "Deno" in globalThis
  ? await import("hono/deno")
  : "Bun" in globalThis
  ? await import("hono/bun")
  : await nodeSockets();
