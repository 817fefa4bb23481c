import { checkedConfig, dotted } from "./checked-config.ts";
import { configError } from "./problem.ts";
import type { Config } from "./schema.ts";

/** What {@linkcode parseConfigText} may be given. */
export interface TextOptions {
  /** What the file is called in errors. Default: `the configuration`. */
  readonly name?: string;
}

/**
 * Makes options out of the content of a file, which is JSON text of an object as
 * {@linkcode parseConfig} takes it. A byte order mark is passed over. Reading the file is yours.
 *
 * @throws {QuiesceError} `BAD_OPTION` when it is not JSON text, and as `parseConfig`
 *
 * @example The content of a file
 * ```ts
 * import { parseConfigText } from "quiesce/config";
 *
 * const text = '{ "graceMs": "25s", "signals": { "SIGHUP": "reload" } }';
 * const { graceMs, signals } = parseConfigText(text, { name: "service.json" });
 * console.assert(graceMs === 25_000 && signals?.["SIGHUP"] === "reload");
 * ```
 */
export function parseConfigText(text: string, options: TextOptions = {}): Config {
  const name = options.name === undefined ? "the configuration" : `"${options.name}"`;
  return checkedConfig(json(text, name), { name, label: dotted });
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw configError(name, [`it must be JSON text, got something else${placeOf(cause)}`], {
      cause,
    });
  }
}

/** Where the text breaks off, as far as the runtime tells. The rest of its message quotes the text. */
function placeOf(error: unknown): string {
  const [place] = /line \d+ column \d+|position \d+/.exec(String(error)) ?? [];
  return place === undefined ? "" : ` at ${place}`;
}
