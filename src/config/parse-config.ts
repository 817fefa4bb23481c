import { checkedConfig, dotted } from "./checked-config.ts";
import type { Config } from "./schema.ts";

/**
 * Makes options for `new Lifecycle` and `run` out of a plain object, such as a part of a file that
 * was read. Times are numbers of milliseconds or text with a unit: `"250ms"`, `"25s"`, `"1.5m"`,
 * `"1h"`, and `"Infinity"` where no end is allowed.
 *
 * What is `undefined` counts as left out. Options that are functions, such as `exitCode`, are no
 * configuration; put them beside the result in code. Whether the parts of the time budget fit into
 * the whole is checked by whoever takes the options.
 *
 * @throws {QuiesceError} `BAD_OPTION` with every problem in one message: the option, what it must be
 * and what was got; for a name that does not exist, the one that was probably meant
 *
 * @example All that is wrong, in one error
 * ```ts
 * import { parseConfig } from "quiesce/config";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseConfig({ graceMs: "25s" }), { graceMs: 25_000 });
 * assert.throws(() => parseConfig({ graceMs: "soon", delay_ms: 5 }), {
 *   code: "BAD_OPTION",
 *   message: 'Cannot read the configuration: "graceMs" must be a finite time above zero, ' +
 *     'in milliseconds or with a unit such as "25s", got "soon"; ' +
 *     '"delay_ms" is not an option, did you mean "delayMs"',
 * });
 * ```
 */
export function parseConfig(source: unknown): Config {
  return checkedConfig(source, { name: "the configuration", label: dotted });
}
