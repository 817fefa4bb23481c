// A judge as its user starts it: with a scenario and a command. It prints the result, or, with
// `hold`, what it has started, and waits to be killed.
import process from "node:process";
import { runScenario } from "../../src/verify/run/run-scenario.ts";
import { SCENARIOS } from "../../src/verify/scenario/mod.ts";
import { Subject } from "../../src/verify/subject/subject.ts";

const [scenario = "", cwd = ".", first = "", ...rest] = process.argv.slice(2);

if (scenario === "hold") await hold();
else await judge();

async function hold(): Promise<void> {
  const subject = new Subject({ command: [first, ...rest], cwd, environment: {} }, () => 0);
  while (!subject.stdout.some(({ text }) => text === "up")) {
    await new Promise((next) => setTimeout(next, 10));
  }
  console.log(JSON.stringify(subject.family.look().map(({ pid }) => pid)));
  await subject.exited;
}

async function judge(): Promise<void> {
  const chosen = SCENARIOS.find(({ id }) => id === scenario);
  if (!chosen) throw new Error(`Cannot judge: there is no scenario "${scenario}"`);
  const result = await runScenario(chosen, {
    command: [first, ...rest],
    cwd,
    environment: {},
    signal: "SIGTERM",
    graceMs: 6_000,
    startMs: 30_000,
    rounds: 1,
    jobs: 1,
    load: { clients: 5, requests: 5, idle: 5, crowd: 10, burst: 20 },
    routes: {},
    delayMs: 0,
    http2: false,
  }, () => {});
  console.log(JSON.stringify(result));
}
