import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type RuntimeName = "node22" | "node24" | "node26" | "deno" | "bun";

/** Which door of the package a runtime's programs go through. */
export type Door = "node" | "deno" | "bun";

/** How one runtime is called, and how it runs a program of ours. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly title: string;
  readonly door: Door;
  readonly command: string;
  readonly args: readonly string[];
  /** More of them, for programs that collect garbage themselves. */
  readonly collectArgs: readonly string[];
}

/** The project's root folder; children run there. */
export const ROOT: string = fileURLToPath(new URL("../", import.meta.url));

export const RUNTIMES: Readonly<Record<RuntimeName, Runtime>> = {
  node22: node("node22", "Node 22", "node-22/bin/node"),
  node24: node("node24", "Node 24", "node/bin/node"),
  node26: node("node26", "Node 26", "node-26/bin/node"),
  deno: {
    name: "deno",
    title: "Deno",
    door: "deno",
    command: installed(".bin/deno"),
    args: ["run", "-A", "--no-check"],
    collectArgs: ["--v8-flags=--expose-gc"],
  },
  bun: {
    name: "bun",
    title: "Bun",
    door: "bun",
    command: installed(".bin/bun"),
    args: [],
    collectArgs: [],
  },
};

export const DEFAULT_RUNTIMES: readonly RuntimeName[] = ["node24", "deno", "bun"];

export function isRuntimeName(name: string): name is RuntimeName {
  return Object.hasOwn(RUNTIMES, name);
}

/** Asks the runtime itself, for instance `Deno 2.9.5`. */
export async function titleWithVersion({ title, command }: Runtime): Promise<string> {
  const { stdout } = await promisify(execFile)(command, ["--version"]);
  const [version = "of unknown version"] = /\d+\.\d+\.\d+/.exec(stdout) ?? [];
  return `${title.split(" ")[0]} ${version}`;
}

function node(name: RuntimeName, title: string, path: string): Runtime {
  const command = installed(path);
  return { name, title, door: "node", command, args: [], collectArgs: ["--expose-gc"] };
}

function installed(path: string): string {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
}
