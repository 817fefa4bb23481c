import type { PastShutdown } from "../../config/mod.ts";
import { Failure } from "../failure.ts";
import { AUDIT_FORMAT } from "../../observe/mod.ts";
import { auditEndSchema } from "./audit-schema.ts";
import { checked } from "./mod.ts";
import { reportSchema } from "./report-schema.ts";

/** A shutdown that was stored, with what is shown of it next to its times. */
export type StoredShutdown = PastShutdown & {
  readonly identity: { readonly service?: string };
  readonly startedAt: string;
  readonly exitCode: number;
};

/** What several shutdowns have left behind. */
export interface StoredHistory {
  readonly shutdowns: readonly StoredShutdown[];
  /** How many lines were passed over, which are neither records nor reports. */
  readonly passedOver: number;
}

/** Whether a text holds several shutdowns: a log of JSON lines, its only record, or a list. */
export function isHistory(text: string): boolean {
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole) || isRecord(whole);
  const lines = linesOf(text);
  return lines.length > 1 && lines.map(parsed).some((line) => isShutdown(line) || isRecord(line));
}

/**
 * Reads the shutdowns out of a report, a list of reports, or a log whose lines are records or
 * reports. Other lines of a log are passed over, as is the last one when it was cut off.
 */
export function readHistory(text: string, name: string): StoredHistory {
  const whole = parsed(text);
  const found = whole === undefined ? linesOf(text).map(parsed) : [whole].flat();
  const shutdowns = found.filter(isShutdown).map((each) => shutdownOf(each, name));
  const passedOver = found.filter((each) => !isShutdown(each) && !isRecord(each)).length;
  if (shutdowns.length > 0) return { shutdowns, passedOver };
  const expected = "reports of the library, or an audit log with a record of a shutdown";
  throw new Failure("INPUT", `Cannot read ${name}: expected ${expected}, got none`);
}

/**
 * Those of one service.
 *
 * @throws {Failure} `INPUT` when there are none
 */
export function ofService(
  shutdowns: readonly StoredShutdown[],
  service: string,
): readonly StoredShutdown[] {
  const found = shutdowns.filter(({ identity }) => identity.service === service);
  if (found.length > 0) return found;
  const names = new Set(shutdowns.map(({ identity }) => identity.service ?? "one without a name"));
  throw new Failure(
    "INPUT",
    `Cannot find a shutdown of the service "${service}": there are those of ${
      [...names].join(", ")
    }`,
  );
}

function shutdownOf(given: object, name: string): StoredShutdown {
  const shutdown: unknown = isRecord(given)
    ? checked(auditEndSchema, given, name)
    : checked(reportSchema, given, name);
  // SAFETY: each schema asks for all that its type has; only its words may be newer than we know.
  return shutdown as StoredShutdown;
}

function isShutdown(given: unknown): given is object {
  if (isRecord(given)) return given.event === "shutdown.ended";
  return typeof given === "object" && given !== null && "phases" in given && "hooks" in given;
}

function isRecord(given: unknown): given is { readonly event?: unknown } {
  return typeof given === "object" && given !== null && "format" in given &&
    given.format === AUDIT_FORMAT;
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
