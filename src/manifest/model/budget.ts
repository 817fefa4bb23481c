import * as z from "zod";
import { type Description, DESCRIPTION_FORMAT } from "../../kubernetes/mod.ts";

/** What `describe` of a service told, as far as it is held against manifests. */
export type Budget = Pick<
  Description,
  "identity" | "graceMs" | "maxGraceMs" | "delayMs" | "probes" | "signals"
>;

const timeMs = z.number().nonnegative();
const paths = z.array(z.string());

/** A description as it was printed. Loose: a newer version may have added something. */
const budgetSchema = z.looseObject({
  format: z.literal(DESCRIPTION_FORMAT),
  identity: z.looseObject({ service: z.string().optional() }),
  graceMs: z.number().positive(),
  maxGraceMs: z.number().positive(),
  delayMs: timeMs,
  probes: z.looseObject({
    live: paths,
    ready: paths,
    started: paths,
    ports: z.record(z.string(), z.array(z.int())).optional(),
  }).optional(),
  signals: z.record(z.string(), z.string()).optional(),
});

/** A budget, or what is wrong with it. */
export type ReadBudget = { readonly budget: Budget } | { readonly problem: string };

/** Reads what a service has printed. Never throws. */
export function readBudget(text: string): ReadBudget {
  const given = parsed(text);
  if (given === undefined) return { problem: `it is not JSON${besides(text)}` };
  const result = budgetSchema.safeParse(given);
  // SAFETY: the schema asks for all of it.
  if (result.success) return { budget: result.data as Budget };
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join(".") || "the whole";
  const expected = where === "format"
    ? `"${DESCRIPTION_FORMAT}", as describe(life) prints it`
    : issue?.message;
  return { problem: `"${where}" is not what was expected: ${expected}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A program that prints its description often prints a log beside it. */
function besides(text: string): string {
  if (!text.includes(DESCRIPTION_FORMAT)) return "";
  return " alone: other lines stand around the description; write it to a file of its own";
}
