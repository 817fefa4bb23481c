// Probes on a port of their own. With STEPS, it stays in each phase until it is told to go on.
import process from "node:process";
import { run, serveProbes } from "./door.ts";

const { PORT = "0", STEPS } = process.env;

/** What is asked for besides the probes. */
const ANSWERS: ReadonlyMap<string, Response> = new Map([
  ["/bytes", new Response(new Uint8Array([0xff, 0xfe, 0x80, 0]))],
  ["/broken", new Response(new ReadableStream({ start: (to) => to.error(new Error("broke")) }))],
]);

let calls = 0;
let goOn = (): void => {};

// Not awaited: Deno and Bun never run dry while the top level waits.
void run(async (life) => {
  const server = await serveProbes(life, {
    port: Number(PORT),
    hostname: "127.0.0.1",
    reasons: true,
    also: ({ url }) => ANSWERS.get(new URL(url, "http://localhost").pathname),
    checks: {
      database: { check: () => void (calls += 1), cacheMs: 0 },
      queue: () => Promise.reject(new Error("queue is away")),
    },
  });
  void server.closed.then(() => console.log("closed probes"));
  console.log("listening");
  if (STEPS === undefined) return;
  process.on("SIGUSR2", () => goOn());
  const timer = setInterval(() => {}, 60_000);
  const step = (name: string) => (): Promise<void> => {
    clearInterval(timer);
    const { promise, resolve } = Promise.withResolvers<void>();
    goOn = resolve;
    console.log(`${name} after ${calls} calls`);
    return promise;
  };
  life.onAnnounce("step", step("announcing"));
  life.onDrain("step", step("draining"));
  life.onClose("step", step("closing"));
  life.onFlush("step", step("flushing"));
}, { graceMs: 120_000, reserves: { closeMs: 30_000, flushMs: 30_000 } });
