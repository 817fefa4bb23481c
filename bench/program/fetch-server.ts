// A handler that answers "ok": by the runtime alone (bare), or by quiesce (serve).
import process from "node:process";
import { Lifecycle } from "quiesce";
import { serveBare } from "./bare-server.ts";
import { obey } from "./control.ts";
import { serve } from "./doors.ts";

const [variant] = process.argv.slice(2);

function handle(): Response {
  return new Response("ok");
}

async function start(): Promise<{ readonly port: number }> {
  if (variant === "bare") return await serveBare(handle);
  const life = new Lifecycle();
  life.ready();
  return await serve(life, handle, { port: 0, hostname: "127.0.0.1" });
}

obey((await start()).port);
