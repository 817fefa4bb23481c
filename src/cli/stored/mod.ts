import type * as z from "zod";
import type { Report } from "../../core/mod.ts";
import { RESULT_FORMAT, type VerifyResult } from "../../verify/mod.ts";
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
  if ("format" in given) return checked(verificationSchema, given, name) as unknown as VerifyResult;
  if ("phases" in given) return checked(reportSchema, given, name) as unknown as Report;
  throw unknownKind(name, `keys ${Object.keys(given).slice(0, 5).join(", ") || "of none"}`);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure("INPUT", `Cannot read ${name}: it is not JSON, ${(error as Error).message}`);
  }
}

function unknownKind(name: string, got: string): Failure {
  const expected = `a result of "quiesce verify --out" (with format "${RESULT_FORMAT}")`;
  return new Failure(
    "INPUT",
    `Cannot read ${name}: expected ${expected} or a report of the library (with phases), got ${got}`,
  );
}

function checked<T>(schema: z.ZodType<T>, given: unknown, name: string): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const { issues } = result.error;
  const lines = issues.slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => `\n  ${path.map(String).join(".")}: ${message}`);
  const rest = issues.length > lines.length ? `\n  and ${issues.length - lines.length} more` : "";
  throw new Failure(
    "INPUT",
    `Cannot read ${name}: ${issues.length} problems${lines.join("")}${rest}`,
  );
}
