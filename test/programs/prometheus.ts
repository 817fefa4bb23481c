// Counts for Prometheus on the port of its probes, and keeps its record in a file. Work is in flight
// until it is told by SIGUSR2 that it has ended. With FAIL, a hook fails.
import process from "node:process";
import { Registry } from "prom-client";
import { exporter } from "quiesce/prometheus";
import { keepBusy } from "./busy.ts";
import { run, serveProbes } from "./door.ts";

const { PORT = "0", PREVIOUS = "", FAIL } = process.env;

// Not awaited: Deno and Bun never run dry while the top level waits.
void run(async (life) => {
  keepBusy(life);
  const metrics = exporter(life, { previous: PREVIOUS });
  const byClient = exporter(life, { path: "/client", registry: new Registry() });
  await serveProbes(life, {
    port: Number(PORT),
    hostname: "127.0.0.1",
    also: (request) => metrics.handler(request) ?? byClient.handler(request),
  });

  const jobs = life.createGate('jobs "a\\b"');
  const report = jobs.lease("report");
  const events = jobs.lease("events", { kind: "longLived", end: () => events?.release() });
  life.scope.spawn(
    "worker",
    (scope) => new Promise<void>((resolve) => scope.onStop(() => resolve())),
  );
  life.onDrain("listener", () => {
    for (let count = 0; count < 2; count += 1) life.gate.enter();
    console.log("draining");
  });
  life.onCompensate("undo", () => {
    if (FAIL) throw new Error("on purpose");
  });
  process.on("SIGUSR2", () => report?.release());
  console.log("listening");
}, {
  graceMs: 240_000,
  longLivedMs: 0,
  identity: { service: "shop", version: "1.2", instance: "shop-0" },
});
