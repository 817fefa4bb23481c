// What `npm start` runs: the reference service, shut down under load on each runtime.
import { platform } from "node:process";
import { drive, GRACE_MS } from "./drive.ts";
import { keep } from "./keep.ts";
import { faultsOf, type Observation } from "./observation.ts";
import { type StartOptions, startOptions, USAGE } from "./options.ts";
import { runtime } from "./runtime.ts";
import { painted, Screen } from "./screen.ts";
import { LEGEND, table } from "./table.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    return await start(startOptions(process.argv.slice(2)));
  } catch (error) {
    console.error(messageOf(error));
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
  endWithTheTerminal();
  return await driveAll(options);
}

/** An interrupted run ends at once; the service that it drives ends with it. */
function endWithTheTerminal(): void {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    process.once(signal, () => process.exit(code));
  }
}

async function driveAll({ runtimes, service }: StartOptions): Promise<number> {
  const seen: Observation[] = [];
  const faults: string[] = [];
  for (const name of runtimes) {
    const { title } = runtime(name);
    try {
      const observation = await drive(runtime(name), service, new Screen(process.stdout, title));
      seen.push(observation);
      faults.push(...faultsOf(observation, GRACE_MS).map((fault) => `${title}: ${fault}`));
    } catch (error) {
      faults.push(`${title}: ${messageOf(error)}`);
    }
  }
  show(seen, faults);
  return faults.length === 0 ? 0 : 1;
}

function show(seen: readonly Observation[], faults: readonly string[]): void {
  if (seen.length > 0) console.log(`\n${table(seen)}\n\n${LEGEND}\n`);
  for (const fault of faults) console.log(painted(fault, false));
  if (faults.length === 0) {
    console.log(painted("Nothing was lost, and everything was closed in order.", true));
  } else {
    showErrors(seen);
  }
}

function showErrors(seen: readonly Observation[]): void {
  for (const { title, errorLines } of seen) {
    if (errorLines.length > 0) {
      console.log(`\n${title} wrote:\n${errorLines.slice(-20).join("\n")}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
