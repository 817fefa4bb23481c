// A handler that answers "ok": by the runtime alone (bare), by quiesce (serve), and by quiesce while
// somebody watches its requests: on channels (subscribed), or with a context for each (observed).
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import process from "node:process";
import { Lifecycle } from "quiesce";
import { observeRequests } from "quiesce/observe";
import { serveBare } from "./bare-server.ts";
import { obey } from "./control.ts";
import { serve } from "./doors.ts";

const [variant] = process.argv.slice(2);

function handle(): Response {
  return new Response("ok");
}

let seen = 0;

function subscribeAll(): void {
  for (const name of ["admitted", "refused", "ended"]) {
    subscribe(`quiesce:request.${name}`, () => void (seen += 1));
  }
}

function observe(life: Lifecycle): void {
  const context = new AsyncLocalStorage<number>();
  observeRequests(life, {
    admitted: () => ({
      run: (handle) => context.run(seen, handle),
      ended: () => void (seen += 1),
    }),
  });
}

async function start(): Promise<{ readonly port: number }> {
  if (variant === "bare") return await serveBare(handle);
  const life = new Lifecycle();
  life.ready();
  if (variant === "subscribed") subscribeAll();
  if (variant === "observed") observe(life);
  return await serve(life, handle, { port: 0, hostname: "127.0.0.1" });
}

obey((await start()).port);
