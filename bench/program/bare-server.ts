import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server without anything of ours. */
export interface BareServer {
  readonly port: number;
  /** The server of `node:http` behind it, on Node. */
  readonly node?: Server;
}

/** A function that answers requests; what it is told besides is up to the runtime. */
export type Fetch = (request: Request, info: never) => Response | Promise<Response>;

const HOSTNAME = "127.0.0.1";

/** Serves `handler` as this runtime's own documentation says. */
export async function serveBare(handler: Fetch): Promise<BareServer> {
  if ("Deno" in globalThis) return onDeno(handler);
  if ("Bun" in globalThis) return onBun(handler);
  return await onNode(handler);
}

function onDeno(handler: Fetch): BareServer {
  const options = { port: 0, hostname: HOSTNAME, onListen: () => {} };
  return { port: Deno.serve(options, handler as Deno.ServeHandler).addr.port };
}

function onBun(handler: Fetch): BareServer {
  const fetch = handler as (request: Request) => Response;
  return { port: Bun.serve({ port: 0, hostname: HOSTNAME, fetch }).port ?? 0 };
}

async function onNode(handler: Fetch): Promise<BareServer> {
  const { createAdaptorServer } = await import("@hono/node-server");
  const server = createAdaptorServer({
    fetch: handler as (request: Request) => Response,
  }) as Server;
  await new Promise<void>((listening) => server.listen(0, HOSTNAME, listening));
  return { port: (server.address() as AddressInfo).port, node: server };
}
