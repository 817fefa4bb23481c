// What `npm start` runs: the reference service on each runtime, judged by `quiesce verify`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { platform } from "node:process";
import { keep } from "./keep.ts";
import { type StartOptions, startOptions, USAGE } from "./options.ts";
import { ROOT, type Runtime, runtime } from "./runtime.ts";

const CLI = join("src", "cli", "quiesce.ts");
const PLAN = join("scripts", "start", "plan.yaml");
const PICTURES = join("artifacts", "start");

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    return await start(startOptions(process.argv.slice(2)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

async function start(options: StartOptions): Promise<number> {
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if (platform === "win32") throw new Error("Cannot send SIGTERM: Windows has no such signal");
  const [first] = options.runtimes;
  if (options.keep && first) return await keep(runtime(first), options.service);
  return await verifyEach(options);
}

/** The worst exit code of all; an interruption ends the row. */
async function verifyEach({ runtimes, service }: StartOptions): Promise<number> {
  // Ctrl-C comes to both of us: the other one ends what it has started, and tells.
  process.on("SIGINT", () => {});
  mkdirSync(join(ROOT, PICTURES), { recursive: true });
  let worst = 0;
  for (const name of runtimes) {
    const code = await verify(runtime(name), service);
    if (code >= 128) return code;
    worst = Math.max(worst, code);
  }
  return worst;
}

async function verify({ name, title, command, args }: Runtime, service: string): Promise<number> {
  console.log(`\n${title}: ${service}\n`);
  const options = ["--plan", PLAN, "--html", join(PICTURES, `${name}.html`)];
  const words = [CLI, "verify", ...options, "--", command, ...args, service];
  const child = spawn(process.execPath, words, { cwd: ROOT, stdio: "inherit" });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on("SIGTERM", passOn).on("SIGHUP", passOn);
  const [code] = await once(child, "close") as [number | null];
  process.off("SIGTERM", passOn).off("SIGHUP", passOn);
  return code ?? 1;
}
