import type * as z from "zod";
import { nearest } from "./nearest.ts";

type Issue = z.core.$ZodIssue;
/** The keys that lead to a place. */
export type Path = readonly PropertyKey[];

/** How a message names a place in what was given. */
export type NameOf = (path: Path) => string;

/** What was given, and how it is looked at. */
interface Looked {
  readonly schema: z.ZodType;
  readonly given: unknown;
  readonly nameOf: NameOf;
}

/** All that is wrong with what was given: where, what was expected, and what was got. */
export function problemsOf(
  schema: z.ZodType,
  error: z.ZodError,
  given: unknown,
  nameOf: NameOf = keyOf,
): readonly string[] {
  const looked = { schema, given, nameOf };
  return error.issues.flatMap((issue) => problemOf(looked, issue, issue.path));
}

function problemOf(looked: Looked, issue: Issue, path: Path): readonly string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(looked, [...path, key]));
  }
  const nested = issue.code === "invalid_union" ? branchOf(issue.errors) : [];
  if (nested.length > 0) {
    return nested.flatMap((each) => problemOf(looked, each, [...path, ...each.path]));
  }
  const got = valueAt(looked.given, path);
  const where = looked.nameOf(path);
  if (got === undefined) return [`${where} is missing, expected ${issue.message}`];
  return [`${where} must be ${issue.message}, got ${shownValue(got)}`];
}

/** The branch of a union that was meant: the one whose own type was right. */
function branchOf(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const isMeant = (issues: readonly Issue[]): boolean =>
    !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0);
  return branches.find(isMeant) ?? [];
}

function unknownKey({ schema, nameOf }: Looked, path: Path): string {
  const known = keysAt(schema, path.slice(0, -1));
  const word = nearest(String(path.at(-1)), known);
  const hint = word === undefined ? `known are ${known.join(", ")}` : `did you mean "${word}"?`;
  return `${nameOf(path)} is not known, ${hint}`;
}

/** The keys that the schema knows at a place in what was given. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const [first, ...rest] = path;
  const { shape, innerType, options } = (schema as Shaped).def;
  if (innerType) return keysAt(innerType, path);
  if (options) return options.flatMap((each) => keysAt(each, path));
  if (!shape) return [];
  if (first === undefined) return Object.keys(shape);
  const inner = shape[String(first)];
  return inner ? keysAt(inner, rest) : [];
}

/** What is read of the schema's own description of itself. */
interface Shaped extends z.ZodType {
  readonly def: z.ZodType["def"] & {
    readonly shape?: Readonly<Record<string, z.ZodType>>;
    readonly innerType?: z.ZodType;
    readonly options?: readonly z.ZodType[];
  };
}

function keyOf(path: Path): string {
  return path.length === 0 ? "it" : `"${path.map(String).join(".")}"`;
}

/** What stands at a place in what was given. */
export function valueAt(given: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
}

/** A value, for a message on what was got. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "keys with values";
  return JSON.stringify(value);
}
