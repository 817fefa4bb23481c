// A Hono service for every runtime: slow requests, streams, events, uploads, sockets, a dependency,
// a helper process and a job.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { Hono } from "hono";
import { stream, streamSSE } from "hono/streaming";
import { quiesce, type QuiesceEnv, websocket as counted } from "quiesce/hono";
import { run } from "./door.ts";
import { upgradeWebSocket, websocket } from "./sockets.ts";

const { PORT = "3000", GRACE_MS = "8000", PREDRAIN_MS = "0", STARTUP_MS = "0" } = process.env;

await run(async (life) => {
  console.log("starting");
  await delay(Number(STARTUP_MS), undefined, { signal: life.stopping });
  life.onClose("db", () => console.log(`cleanup:db t=${Date.now()}`));
  if (process.env["CLEANUP_THROW"]) life.onClose("bad", failToClose);

  if (process.env["WITH_CHILD"]) life.use("helper", startHelper(), endHelper);

  const app = new Hono<QuiesceEnv>().use(quiesce(life, { probes: { ready: "/ready" } }));
  app.get("/", (c) => c.text("ok"));
  app.get("/slow", async (c) => {
    await delay(Number(c.req.query("ms")));
    return c.text("slow");
  });
  app.get("/stream", (c) =>
    stream(c, async (out) => {
      // By number and not by time: an answer says the same on a busy machine, only later.
      const chunks = Number(c.req.query("ms")) / 100;
      for (let n = 1; n <= chunks; n += 1) {
        await out.write(`chunk ${n}\n`);
        await delay(100);
      }
      await out.write("END\n");
    }));
  app.get("/sse", (c) =>
    streamSSE(c, async (out) => {
      for (let n = 1; !out.aborted; n += 1) {
        await out.writeSSE({ data: `event ${n}` });
        await out.sleep(200);
      }
    }));
  app.post("/echo", async (c) => c.body(await c.req.arrayBuffer()));
  app.get("/hang", () => new Promise<never>(() => {}));
  app.get("/query", async (c) => {
    try {
      return c.text(await query(c.req.query("ms") ?? "0", c.var.signal));
    } catch (error) {
      return c.text(`the dependency is away: ${String(error)}`, 502);
    }
  });
  app.get("/crash", (c) => {
    setTimeout(() => {
      throw new Error("crashed on purpose");
    }, 10);
    return c.text("crashing");
  });
  // SAFETY: only texts are echoed.
  const echo = counted(life, () => ({ onMessage: ({ data }, ws) => ws.send(data as string) }));
  app.get("/ws", upgradeWebSocket(echo));

  const server = await life.serve(app.fetch, {
    port: Number(PORT),
    ...(websocket && { websocket }),
  });
  void server.closed.then(() => console.log("closed listener"));
  life.spawn("job", () => work(server.closed));
  console.log(`listening on ${server.url}`);
}, { graceMs: Number(GRACE_MS), delayMs: Number(PREDRAIN_MS) });

/** Works on until no request can bring new work, and finishes what it has begun. */
async function work(closed: Promise<void>): Promise<void> {
  let isOver = false;
  void closed.then(() => (isOver = true));
  let count = 0;
  while (!isOver) {
    await delay(100);
    count += 1;
  }
  console.log(`job:done n=${count}`);
  console.log("closed job");
}

/** Asks the dependency, as it is asked in peace: one line there, one line back. */
async function query(ms: string, signal: AbortSignal): Promise<string> {
  const { hostname, port } = new URL(`tcp://${process.env["DEPENDENCY"]}`);
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    socket.on("error", () => {});
    socket.write(`${ms}\n`);
    const within = AbortSignal.any([signal, AbortSignal.timeout(Number(ms) + 4_000)]);
    const [answer] = await once(socket, "data", { signal: within });
    return String(answer);
  } finally {
    socket.destroy();
  }
}

function startHelper() {
  return spawn("sleep", ["1000"], { stdio: "ignore" });
}

async function endHelper(helper: ReturnType<typeof startHelper>): Promise<void> {
  const ended = once(helper, "exit");
  helper.kill();
  await ended;
  console.log("closed helper");
}

function failToClose(): never {
  console.log("cleanup:bad");
  throw new Error("failed to close on purpose");
}
