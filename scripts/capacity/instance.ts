// One instance behind a load balancer: it answers after the time that it is asked for.
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { probes, run } from "quiesce/node";

const { PORT = "3000", GRACE_MS = "10000", DELAY_MS = "0" } = process.env;

await run(async (life) => {
  const probe = probes(life);
  const answer = async (request: Request): Promise<Response> => {
    const ms = Number(new URL(request.url).searchParams.get("ms"));
    await delay(ms);
    return new Response("ok");
  };
  // It serves on for exactly the delay, which is what is measured.
  const options = { port: Number(PORT), hostname: "127.0.0.1", lingerMs: 0 };
  await life.serve((request) => probe(request) ?? answer(request), options);
  console.log("listening");
}, { graceMs: Number(GRACE_MS), delayMs: Number(DELAY_MS) });
