import { fileURLToPath } from "node:url";

export type RuntimeName = "node" | "deno" | "bun";

export const RUNTIME_NAMES: readonly RuntimeName[] = ["node", "deno", "bun"];

/** How one runtime is called, and how it runs a program. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** The project's root folder; children run there. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

// Deno and Bun are devDependencies, so that nobody has to install them by hand.
const RUNTIMES: Readonly<Record<RuntimeName, Runtime>> = {
  node: { name: "node", title: "Node", command: process.execPath, args: [] },
  deno: { name: "deno", title: "Deno", command: installed("deno"), args: ["run", "-A"] },
  bun: { name: "bun", title: "Bun", command: installed("bun"), args: [] },
};

export function isRuntimeName(name: string): name is RuntimeName {
  return Object.hasOwn(RUNTIMES, name);
}

export function runtime(name: RuntimeName): Runtime {
  return RUNTIMES[name];
}

function installed(name: string): string {
  return fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
}
