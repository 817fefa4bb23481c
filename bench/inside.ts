import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installPeers } from "./install-peers.ts";
import type { Figure } from "./measure/report.ts";
import { ROOT, type Runtime } from "./runtime.ts";

/** Runs programs of `bench/row` by the runtime itself, each in a process of its own. */
export async function insideFigures(
  { command, args, collectArgs }: Runtime,
  names: readonly string[],
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const name of names) {
    const words = [...args, ...collectArgs, `bench/row/${name}.ts`];
    const { stdout } = await promisify(execFile)(command, words, { cwd: ROOT });
    figures.push(...figuresOf(stdout));
  }
  return figures;
}

/** The same for programs that call peers. */
export async function besidePeers(
  runtime: Runtime,
  names: readonly string[],
): Promise<readonly Figure[]> {
  installPeers();
  return await insideFigures(runtime, names);
}

function figuresOf(stdout: string): Figure[] {
  return stdout.trim().split("\n").map((line) => JSON.parse(line) as Figure);
}
