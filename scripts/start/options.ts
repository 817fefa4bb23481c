import { parseArgs } from "node:util";
import { isRuntimeName, RUNTIME_NAMES, type RuntimeName } from "./runtime.ts";

/** What the reader asked for on the command line. */
export interface StartOptions {
  readonly runtimes: readonly RuntimeName[];
  readonly service: string;
  readonly keep: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

Has quiesce verify judge the reference service on each runtime: it is started, put
under load, ended in the middle of it, and what became of every request is shown.

  --runtime <name>   node, deno or bun; may be repeated (default: all three)
  --keep             leave the service running until you press Ctrl-C
  --service <file>   judge another program; it must listen on the port in PORT
  --help             print this text
`;

const DEFAULT_SERVICE = "test/programs/service.ts";

const FLAGS = {
  runtime: { type: "string", multiple: true },
  service: { type: "string" },
  keep: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Reads the command line. Throws a `TypeError` that names what is allowed. */
export function startOptions(args: readonly string[]): StartOptions {
  const values = parsed(args);
  const runtimes = [...new Set((values.runtime ?? []).map(runtimeName))];
  const keep = values.keep ?? false;
  if (keep && runtimes.length > 1) {
    throw new TypeError("Cannot keep several services: --keep takes one --runtime");
  }
  return {
    runtimes: runtimes.length > 0 ? runtimes : keep ? ["node"] : RUNTIME_NAMES,
    service: values.service ?? DEFAULT_SERVICE,
    keep,
    help: values.help ?? false,
  };
}

interface FlagValues {
  readonly runtime?: string[];
  readonly service?: string;
  readonly keep?: boolean;
  readonly help?: boolean;
}

function parsed(args: readonly string[]): FlagValues {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true }).values;
  } catch (error) {
    const problem = error instanceof Error ? firstSentence(error.message) : String(error);
    const allowed = Object.keys(FLAGS).map((name) => `--${name}`).join(", ");
    throw new TypeError(`Cannot read the options: ${problem}; allowed are ${allowed}`, {
      cause: error,
    });
  }
}

/** `parseArgs` adds advice about `--` that helps nobody here. */
function firstSentence(message: string): string {
  const [first = message] = message.split(". ");
  return first.replaceAll("'", '"').replace(/\.$/, "");
}

function runtimeName(name: string): RuntimeName {
  if (isRuntimeName(name)) return name;
  throw new TypeError(
    `Cannot use runtime "${name}": allowed are ${RUNTIME_NAMES.join(", ")}`,
  );
}
