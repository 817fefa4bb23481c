import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Plan } from "./plan.ts";
import { PlanError } from "./plan-error.ts";
import { type NameOf, problemsOf } from "./problem.ts";
import { planSchema } from "./schema.ts";

/** What a file may hold of a plan: the command can come from elsewhere. */
export type PartialPlan = { readonly [Key in keyof Plan]?: Plan[Key] | undefined };

/** Reads a plan from a file: YAML, of which JSON is a part. */
export function readPlan(file: string): PartialPlan {
  const action = `read the plan "${file}"`;
  return parsePlan(textOf(file, action), action);
}

/** Reads a plan from text. `action` is what the error says cannot be done. */
export function parsePlan(text: string, action: string): PartialPlan {
  let given: unknown;
  try {
    given = parse(text);
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new PlanError(`Cannot ${action}: it is not YAML or JSON, ${line}`);
  }
  // An empty file says nothing, and that is allowed.
  return checkedPart(given ?? {}, action);
}

/** Checks a part of a plan. `nameOf` tells how the error names a place in it. */
export function checkedPart(given: unknown, action: string, nameOf?: NameOf): PartialPlan {
  const parsed = planSchema.partial().safeParse(given);
  if (parsed.success) return parsed.data;
  throw planError(action, problemsOf(planSchema, parsed.error, given, nameOf));
}

/** Checks a plan that came from a program. */
export function checkedPlan(plan: Plan): Plan {
  const parsed = planSchema.safeParse(plan);
  if (parsed.success) return parsed.data;
  throw planError("use the plan", problemsOf(planSchema, parsed.error, plan));
}

function planError(action: string, problems: readonly string[]): PlanError {
  if (problems.length === 1) return new PlanError(`Cannot ${action}: ${problems[0]}`);
  const lines = problems.map((problem) => `\n  ${problem}`).join("");
  return new PlanError(`Cannot ${action}: ${problems.length} problems${lines}`);
}

function textOf(file: string, action: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "it cannot be read" } = error as NodeJS.ErrnoException;
    const state = code === "ENOENT" ? "there is no such file" : code;
    throw new PlanError(`Cannot ${action}: ${state}`, { cause: error });
  }
}
