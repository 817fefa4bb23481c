// WebSockets of the runtime that a program runs on: what `serve` takes, and what a route takes.
import type { UpgradeWebSocket } from "hono/ws";
import type { BunServeOptions } from "quiesce/bun";
import type { NodeServeOptions } from "quiesce/node";

interface Sockets {
  readonly upgradeWebSocket: UpgradeWebSocket;
  /** For the option `websocket` of `serve`. Deno needs none. */
  readonly websocket?: BunServeOptions["websocket"] & NodeServeOptions["websocket"];
}

async function nodeSockets(): Promise<object> {
  const { upgradeWebSocket } = await import("@hono/node-server");
  const { WebSocketServer } = await import("ws");
  return { upgradeWebSocket, websocket: { server: new WebSocketServer({ noServer: true }) } };
}

const sockets: object = "Deno" in globalThis
  ? await import("hono/deno")
  : "Bun" in globalThis
  ? await import("hono/bun")
  : await nodeSockets();

// SAFETY: one of the three is what `serve` of this runtime takes, and no other is called.
export const { upgradeWebSocket, websocket } = sockets as Sockets;
