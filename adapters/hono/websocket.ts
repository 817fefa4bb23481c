import type { Context } from "hono";
import type { WSContext, WSEvents } from "hono/ws";
import type { Lifecycle, Release } from "../../src/core/mod.ts";
import { type ClosableSocket, isOwned, trackSocket } from "../../src/http/mod.ts";

/**
 * Counts the WebSockets of a route and closes them with 1001 in a drain. Goes around the function
 * that `upgradeWebSocket` of your runtime takes, and does nothing where the server does it already.
 *
 * **Late**: a socket that is opened after the gate was closed is closed at once.
 *
 * @example Around the events of any runtime's `upgradeWebSocket`
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { websocket } from "quiesce/hono";
 *
 * const life = new Lifecycle();
 * const echo = websocket(life, () => ({ onMessage: (event, ws) => ws.send(String(event.data)) }));
 * console.assert(typeof echo === "function");
 * ```
 */
export function websocket<T>(
  life: Lifecycle,
  createEvents: (c: Context) => WSEvents<T> | Promise<WSEvents<T>>,
): (c: Context) => Promise<WSEvents<T>> {
  return async function events(c) {
    const own = await createEvents(c);
    const incoming = (c.env as { readonly incoming?: unknown } | undefined)?.incoming;
    return isOwned(incoming) ? own : tracked(life, `${c.req.method} ${c.req.path}`, own);
  };
}

function tracked<T>(life: Lifecycle, name: string, events: WSEvents<T>): WSEvents<T> {
  let gone: Release | undefined;
  return {
    ...events,
    onOpen(event: Event, ws: WSContext<T>) {
      if (!isOwned(ws.raw)) gone = trackSocket(life, name, closable(ws));
      events.onOpen?.(event, ws);
    },
    onClose(event: CloseEvent, ws: WSContext<T>) {
      gone?.();
      events.onClose?.(event, ws);
    },
  };
}

function closable<T>(ws: WSContext<T>): ClosableSocket {
  return {
    close: (code, reason) => ws.close(code, reason),
    terminate: () => (ws.raw as Partial<ClosableSocket> | undefined)?.terminate?.(),
  };
}
