// Prints what it says of its own end, which `quiesce check --budget` reads, and ends.
import { describe, probes } from "quiesce/kubernetes";
import { run } from "./door.ts";

await run((life) => {
  life.onClose("database", () => {}, { timeoutMs: 2_000 });
  probes(life);
  console.log(JSON.stringify(describe(life)));
  void life.shutdown("it is described");
}, { graceMs: 20_000, delayMs: 0, identity: { service: "orders" }, report: false });
