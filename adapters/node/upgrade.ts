import type { IncomingMessage } from "node:http";
import type { Lifecycle } from "../../src/core/mod.ts";
import { type Admission, GOING_AWAY, GOING_AWAY_REASON } from "../../src/http/mod.ts";
import type { Transport } from "./connection.ts";

/** A final frame of the kind `close`. */
const CLOSE = 0x88;
const CODE_BYTES = 2;

/** Counts an upgraded socket until it is closed. */
export function followUpgraded(
  life: Lifecycle,
  incoming: IncomingMessage,
  socket: Transport,
  admission: Admission,
): void {
  const isWebSocket = incoming.headers.upgrade?.toLowerCase() === "websocket";
  admission.lease.becomeLongLived(() => socket.destroy());
  // What speaks another protocol cannot be told anything.
  const unlisten = isWebSocket ? life.scope.onStop(() => goAway(socket)) : undefined;
  socket.once("close", () => {
    unlisten?.();
    admission.leave();
  });
}

/** Asks the client to close. One that does not is cut after its share. */
function goAway(socket: Transport): void {
  if (!socket.destroyed && !socket.writableEnded) socket.write(closeFrame());
}

function closeFrame(): Uint8Array {
  const reason = new TextEncoder().encode(GOING_AWAY_REASON);
  const head = [CLOSE, CODE_BYTES + reason.length, GOING_AWAY >> 8, GOING_AWAY & 0xff];
  return Uint8Array.of(...head, ...reason);
}
