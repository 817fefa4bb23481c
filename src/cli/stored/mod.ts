import type * as z from "zod";
import type { Report } from "../../core/mod.ts";
import { RESULT_FORMAT, shownValue, valueAt, type VerifyResult } from "../../verify/mod.ts";
import { Failure } from "../failure.ts";
import { reportSchema } from "./report-schema.ts";
import { verificationSchema } from "./verification-schema.ts";

/** The most problems that are told: one mistake can make a thousand of them. */
const MOST_PROBLEMS = 10;

/** Reads what was stored: a result of `verify`, or a report of the library. */
export function readStored(text: string, name: string): VerifyResult | Report {
  const given = parsed(text, name);
  if (typeof given !== "object" || given === null) throw unknownKind(name, typeof given);
  // SAFETY: each schema asks for all that its type has; only its words may be newer than we know.
  if ("format" in given && isOfAnother(given.format)) throw ofAnother(given.format, name);
  if ("format" in given) return checked(verificationSchema, given, name) as unknown as VerifyResult;
  if ("phases" in given) return checked(reportSchema, given, name) as unknown as Report;
  throw unknownKind(name, `keys ${Object.keys(given).slice(0, 5).join(", ") || "of none"}`);
}

function parsed(text: string, name: string): unknown {
  if (text.trim() === "") throw new Failure("INPUT", `Cannot read ${name}: it is empty`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure("INPUT", `Cannot read ${name}: it is not JSON, ${(error as Error).message}`);
  }
}

const [KIND = ""] = RESULT_FORMAT.split("/");

/** Whether it is a result, but of a version whose results are read otherwise. */
function isOfAnother(format: unknown): format is string {
  return typeof format === "string" && format.startsWith(`${KIND}/`) && format !== RESULT_FORMAT;
}

function ofAnother(format: string, name: string): Failure {
  const advice = "read it with the version of quiesce that wrote it";
  return new Failure(
    "INPUT",
    `Cannot read ${name}: expected the format "${RESULT_FORMAT}", got "${format}"; ${advice}`,
  );
}

function unknownKind(name: string, got: string): Failure {
  const expected = `a result of "quiesce verify --out" (with format "${RESULT_FORMAT}")`;
  return new Failure(
    "INPUT",
    `Cannot read ${name}: expected ${expected} or a report of the library (with phases), got ${got}`,
  );
}

/** What `schema` makes of it, or a failure with all that is wrong. */
export function checked<T>(schema: z.ZodType<T>, given: unknown, name: string): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => problemOf(issue, given));
  const [first = "", ...others] = problems;
  if (others.length === 0) throw new Failure("INPUT", `Cannot read ${name}: ${first}`);
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `\n  ${problem}`).join("");
  const left = problems.length - MOST_PROBLEMS;
  const rest = left > 0 ? `\n  and ${left} more` : "";
  throw new Failure("INPUT", `Cannot read ${name}: ${problems.length} problems${lines}${rest}`);
}

/** What was expected where, and what was got. */
function problemOf(issue: z.core.$ZodIssue, given: unknown): string {
  const where = `"${issue.path.map(String).join(".")}"`;
  const got = valueAt(given, issue.path);
  if (got === undefined) return `${where} is missing, expected ${expectedOf(issue)}`;
  return `${where} must be ${expectedOf(issue)}, got ${shownValue(got)}`;
}

function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return issue.values.map(shownValue).join(" or ");
  if (issue.code === "too_small") return `at least ${issue.minimum}`;
  if (issue.code !== "invalid_type") return "of another kind";
  return NAMES[issue.expected] ?? `a ${issue.expected}`;
}

const NAMES: Readonly<Record<string, string>> = {
  array: "a list",
  int: "a whole number",
  object: "keys with values",
  record: "names with values",
  string: "text",
};
