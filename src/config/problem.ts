import type { z } from "zod";
import { QuiesceError } from "../core/mod.ts";
import { nearest } from "./nearest.ts";
import { NAMES } from "./schema.ts";

type Issue = z.core.$ZodIssue;

/** How a source of options calls the option at a place: `reserves.closeMs`, `RESERVES_CLOSE_MS`. */
export type Label = (path: readonly PropertyKey[]) => string;

/** The one error for all that is wrong with a source of options. */
export function configError(
  source: string,
  problems: readonly string[],
  options?: ErrorOptions,
): QuiesceError {
  return new QuiesceError("BAD_OPTION", `Cannot read ${source}: ${problems.join("; ")}`, options);
}

/** What is wrong, one sentence per option. */
export function problemsOf(issues: readonly Issue[], label: Label): string[] {
  return issues.flatMap((issue) => {
    const path = issue.path;
    if (issue.code === "unrecognized_keys") return unknownNames(path, issue.keys, label);
    const name = path.length === 0 ? "it" : `"${label(path)}"`;
    if (issue.code === "invalid_key") return `${name} is not the name of a signal such as SIGTERM`;
    return `${name} ${issue.message}`;
  });
}

/** The sentence about a name that means nothing. */
export function unknownName(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const hint = meant === undefined ? `there is ${names.join(", ")}` : `did you mean "${meant}"`;
  return `"${name}" is not an option, ${hint}`;
}

function unknownNames(path: readonly PropertyKey[], names: readonly string[], label: Label) {
  const known = (NAMES[path.join(".")] ?? []).map((name) => label([...path, name]));
  return names.map((name) => unknownName(label([...path, name]), known));
}
