// A Hono application that answers "ok", with one middleware, and on Node with one peer.
import process from "node:process";
import { Hono, type MiddlewareHandler } from "hono";
import { Lifecycle } from "quiesce";
import { quiesce } from "quiesce/hono";
import { serveBare } from "./bare-server.ts";
import { obey } from "./control.ts";
import { addPeer } from "../peers/add-peer.ts";

const [variant = "no-op"] = process.argv.slice(2);

function middleware(): MiddlewareHandler {
  if (variant !== "quiesce") return (_, next) => next();
  const life = new Lifecycle();
  life.ready();
  return quiesce(life);
}

const app = new Hono().use(middleware()).get("/", (c) => c.text("ok"));
const { port, node } = await serveBare(app.fetch);
if (node !== undefined) await addPeer(variant, node);
obey(port);
