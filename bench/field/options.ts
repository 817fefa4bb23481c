import { parseArgs } from "node:util";
import { SCENARIOS } from "../../src/verify/mod.ts";
import { RUNTIMES } from "../runtime.ts";
import { type Cell, cells, nameOf } from "./cell.ts";
import { FIELD } from "./field.ts";

/** What the reader asked for on the command line. */
export interface FieldOptions {
  readonly cells: readonly Cell[];
  /** Only these, by id; all when there are none. */
  readonly scenarios: readonly string[];
  readonly quick: boolean;
  readonly write: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run bench:field -- [options]

Puts a small service of each alternative under every scenario of "quiesce verify", keeps each
result in bench/field/out, and writes docs/comparison.md from all that is kept.

  --only <name>      a candidate: ${FIELD.map(({ name }) => `"${name}"`).join(", ")};
                     may be repeated (default: all)
  --runtime <name>   ${Object.keys(RUNTIMES).join(", ")}; may be repeated (default: all)
  --scenario <id>    a scenario of "quiesce verify"; may be repeated (default: all). Prints what
                     was found, and keeps and writes nothing
  --quick            a tenth of the load: for a look. Keeps and writes nothing
  --write            runs nothing, and writes the document from what is kept
  --help             print this text
`;

const FLAGS = {
  only: { type: "string", multiple: true },
  runtime: { type: "string", multiple: true },
  scenario: { type: "string", multiple: true },
  quick: { type: "boolean" },
  write: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Reads the command line. Throws a `TypeError` that names what is allowed. */
export function fieldOptions(args: readonly string[]): FieldOptions {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true });
  const only = checked("candidate", values.only, FIELD.map(({ name }) => name));
  const runtimes = checked("runtime", values.runtime, Object.keys(RUNTIMES));
  const chosen = cells().filter(({ candidate, runtime }) =>
    isWanted(only, candidate.name) && isWanted(runtimes, runtime.name)
  );
  if (chosen.length === 0) {
    const names = cells().map(nameOf).join(", ");
    throw new TypeError(`Cannot compare: no candidate runs there, there are ${names}`);
  }
  return {
    cells: chosen,
    scenarios: checked("scenario", values.scenario, SCENARIOS.map(({ id }) => id)),
    quick: values.quick ?? false,
    write: values.write ?? false,
    help: values.help ?? false,
  };
}

function checked(
  what: string,
  given: readonly string[] = [],
  allowed: readonly string[],
): readonly string[] {
  const unknown = given.find((name) => !allowed.includes(name));
  if (unknown === undefined) return given;
  throw new TypeError(`Cannot compare ${what} "${unknown}": allowed are ${allowed.join(", ")}`);
}

function isWanted(wanted: readonly string[], name: string): boolean {
  return wanted.length === 0 || wanted.includes(name);
}
