import { parseArgs } from "node:util";
import { GROUP_NAMES, type GroupName, isGroupName } from "./group.ts";
import { DEFAULT_RUNTIMES, isRuntimeName, type RuntimeName, RUNTIMES } from "./runtime.ts";

/** What the reader asked for on the command line. */
export interface BenchOptions {
  readonly runtimes: readonly RuntimeName[];
  readonly groups: readonly GroupName[];
  readonly quick: boolean;
  readonly markdown: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run bench -- [options]

Measures what quiesce costs, beside the bare platform and its peers, and prints
each figure with its goal. Figures are ratios within one run wherever they can be.

  --runtime <name>  ${Object.keys(RUNTIMES).join(", ")}; may be repeated
                    (default: ${DEFAULT_RUNTIMES.join(", ")})
  --only <group>    ${GROUP_NAMES.join(", ")}; may be repeated (default: all)
  --quick           fewer rounds: for a look, not for a figure to quote
  --markdown        print one table for the documents at the end
  --help            print this text
`;

const FLAGS = {
  runtime: { type: "string", multiple: true },
  only: { type: "string", multiple: true },
  quick: { type: "boolean" },
  markdown: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Reads the command line. Throws a `TypeError` that names what is allowed. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true });
  return {
    runtimes: chosen(values.runtime, isRuntimeName, "runtime", Object.keys(RUNTIMES)) ??
      DEFAULT_RUNTIMES,
    groups: chosen(values.only, isGroupName, "group", GROUP_NAMES) ?? GROUP_NAMES,
    quick: values.quick ?? false,
    markdown: values.markdown ?? false,
    help: values.help ?? false,
  };
}

function chosen<T extends string>(
  given: readonly string[] | undefined,
  isOne: (name: string) => name is T,
  what: string,
  allowed: readonly string[],
): readonly T[] | undefined {
  return given && [...new Set(given)].map((name) => {
    if (isOne(name)) return name;
    throw new TypeError(`Cannot measure ${what} "${name}": allowed are ${allowed.join(", ")}`);
  });
}
