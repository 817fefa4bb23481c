import type { IncomingMessage } from "node:http";
import type { Clock } from "../../src/core/mod.ts";
import type { Transport } from "./connection.ts";

/** A close frame of a server that goes away: final, code 1001. */
const GOING_AWAY_FRAME = Uint8Array.of(0x88, 0x02, 0x03, 0xe9);
/** How long the client has to answer the close frame. */
const ANSWER_MS = 500;
const LINGER_MS = 50;

/** Ends an upgraded socket: a WebSocket by its close frame, anything else by its end. */
export function endUpgraded(clock: Clock, incoming: IncomingMessage, socket: Transport): void {
  if (socket.destroyed) return;
  const isWebSocket = incoming.headers.upgrade?.toLowerCase() === "websocket";
  if (isWebSocket) socket.write(GOING_AWAY_FRAME);
  else socket.end();
  const disarm = clock.after(isWebSocket ? ANSWER_MS : LINGER_MS, () => socket.destroy());
  socket.once("close", disarm);
}
