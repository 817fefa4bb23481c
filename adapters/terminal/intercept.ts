import process from "node:process";
import { type Release, release } from "../../src/core/mod.ts";

/** What prints. The consoles of Deno and Bun do not go through `process.stdout`. */
const PRINTING = [
  "log",
  "info",
  "warn",
  "error",
  "debug",
  "dir",
  "table",
  "trace",
  "group",
  "groupCollapsed",
  "assert",
  "count",
  "timeLog",
  "timeEnd",
] as const;

/** An object with functions that may be replaced. */
type Methods = Record<string, unknown>;

/** Calls `before` before this process prints by its console or its standard streams, until released. */
export function beforeOutput(before: () => void): Release {
  const { stdout, stderr } = process;
  const streams = [stdout, stderr].filter(({ isTTY }) => isTTY);
  const undo = [
    ...PRINTING.map((name) => beforeCall(console as unknown as Methods, name, before)),
    ...streams.map((stream) => beforeCall(stream as unknown as Methods, "write", before)),
  ];
  return release(() => undo.forEach((each) => each()));
}

/** Calls `before` before each call of a method, until released. */
export function beforeCall(object: Methods, name: string, before: () => void): Release {
  const original = object[name];
  if (typeof original !== "function") return release(() => {});
  const wasOwn = Object.hasOwn(object, name);
  let tell: (() => void) | undefined = before;
  const replaced = function (this: unknown, ...given: unknown[]): unknown {
    tell?.();
    return Reflect.apply(original, this, given);
  };
  object[name] = replaced;
  return release(() => {
    tell = undefined;
    // Somebody else may have wrapped it meanwhile; theirs must not be thrown away.
    if (object[name] !== replaced) return;
    if (wasOwn) object[name] = original;
    else delete object[name];
  });
}
