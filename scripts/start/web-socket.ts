import type { Errand } from "./errand.ts";

/** Going away: what a server says that shuts down. */
const GOING_AWAY = 1001;

/** An open WebSocket: begun once it has echoed, ended well when it is closed with 1001. */
export function webSocket(port: number): Errand {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string | undefined>();

  socket.addEventListener("open", () => socket.send("hello"));
  socket.addEventListener("message", () => begun.resolve());
  socket.addEventListener("close", (event) => ended.resolve(fault(event)));
  return { name: "WebSocket", begun: begun.promise, ended: ended.promise };
}

function fault({ code, wasClean }: CloseEvent): string | undefined {
  if (code === GOING_AWAY && wasClean) return undefined;
  return `closed with ${code}${wasClean ? "" : ", not cleanly"}, not with ${GOING_AWAY}`;
}
