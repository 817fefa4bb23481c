import { fileURLToPath } from "node:url";
import { Child, type ChildOptions } from "./child.ts";
import { freePort } from "./free-port.ts";

/** A runtime that every promise is judged on. */
export type RuntimeName = "node22" | "node24" | "node26" | "deno" | "bun";

/** How each runtime runs a program file, from the root of the repository. */
const COMMANDS: Readonly<Record<RuntimeName, readonly [string, ...string[]]>> = {
  node22: ["node_modules/node-22/bin/node"],
  node24: ["node_modules/.bin/node"],
  node26: ["node_modules/node-26/bin/node"],
  deno: ["node_modules/.bin/deno", "run", "--allow-all"],
  bun: ["node_modules/.bin/bun"],
};

export const RUNTIMES: readonly RuntimeName[] = Object.keys(COMMANDS) as RuntimeName[];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAMS = fileURLToPath(new URL("../programs", import.meta.url));

/** The words that stand before a program file, wherever it is run. */
export function commandOf(runtime: RuntimeName): readonly string[] {
  const [command, ...words] = COMMANDS[runtime];
  return [`${ROOT}${command}`, ...words];
}

/** How one program is started. */
export interface StartOptions extends ChildOptions {
  /** The environment of the program, next to `PORT`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The words to put before the runtime's own command, such as a namespace. */
  readonly launcher?: readonly string[];
  /** A line to wait for. Default: one that contains `ready` or `listening`. */
  readonly until?: string | RegExp;
}

/** One runtime under test, for the length of one case. */
export class Subject {
  readonly runtime: RuntimeName;
  readonly #programs: string;
  readonly #children: Child[] = [];

  constructor(runtime: RuntimeName, programs: string = PROGRAMS) {
    this.runtime = runtime;
    this.#programs = programs;
  }

  /** Starts `test/programs/<program>.ts` and waits until it says that it is up. */
  async start(program: string, options: StartOptions = {}): Promise<Child> {
    const child = await this.launch(program, options);
    await child.waitForLine(options.until ?? /ready|listening/);
    return child;
  }

  /** Starts a program and waits for nothing. */
  async launch(program: string, options: StartOptions = {}): Promise<Child> {
    const port = Number(options.env?.["PORT"] ?? await freePort());
    const child = new Child({
      ...options,
      words: [...options.launcher ?? [], ...commandOf(this.runtime)],
      file: `${this.#programs}/${program}.ts`,
      cwd: ROOT,
      port,
      env: { ...inherited(), PORT: String(port), ...options.env },
    });
    this.#children.push(child);
    return child;
  }

  /** Kills what a case has left running. */
  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.kill()));
  }
}

// The test runner marks its own children by environment variables; a program must not see them.
function inherited(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "DENO_DIR", "LANG"];
  const entries = kept.map((name) => [name, process.env[name]] as const);
  const known = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(known), NO_COLOR: "1" };
}
