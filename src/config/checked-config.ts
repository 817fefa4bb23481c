import { configError, type Label, problemsOf } from "./problem.ts";
import { type Config, zodSchema } from "./schema.ts";

/** What was read, and how its errors speak of it. */
export interface Source {
  /** For the message: `the configuration`, `"quiesce.json"`. */
  readonly name: string;
  readonly label: Label;
  /** What was wrong before the schema was asked. */
  readonly problems?: readonly string[];
}

/** Options out of `given`, or one error with all that is wrong. */
export function checkedConfig(given: unknown, { name, label, problems = [] }: Source): Config {
  const parsed = zodSchema.safeParse(given);
  const all = [...problems, ...problemsOf(parsed.error?.issues ?? [], label)];
  if (!parsed.success || all.length > 0) throw configError(name, all, { cause: parsed.error });
  return parsed.data;
}

/** Names options as objects do: `reserves.closeMs`. */
export function dotted(path: readonly PropertyKey[]): string {
  return path.join(".");
}
