import { aFunction, positive } from "../check/mod.ts";
import type { Lifecycle } from "../core/mod.ts";
import { fitOf, OUTER_GRACE_VARIABLE, type OuterFit, outerLimitLine } from "../host/mod.ts";

/** What is known of the platform, and who is told. */
export interface OuterLimitOptions {
  /**
   * How long the platform waits from the signal to its kill: `terminationGracePeriodSeconds` less
   * what `preStop` takes. Default: what `environment` says.
   */
  readonly outerGraceMs?: number;
  /** Where `QUIESCE_OUTER_GRACE_MS` may stand, such as `process.env`. Default: nothing is read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Is told in one line what does not fit. Default: `console.error`. */
  readonly warn?: (line: string) => void;
}

const ACTION = "compare the budget with the outer limit";

/**
 * Compares the budget of a life with what the platform gives, and warns when it does not fit.
 *
 * `attach` and `run` do so themselves; this is for a life that is attached to no process. Returns how
 * it fits, or `undefined` when the platform's limit is not known.
 *
 * **Again**: warns again.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is not what it must be; an environment that is
 * wrong is warned of, since nobody should die of it
 *
 * @example A budget that the platform cuts
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { warnOfOuterLimit } from "quiesce/kubernetes";
 *
 * const told: string[] = [];
 * const fit = warnOfOuterLimit(new Lifecycle({ graceMs: 25_000 }), {
 *   environment: { QUIESCE_OUTER_GRACE_MS: "10000" },
 *   warn: (line) => told.push(line),
 * });
 * console.assert(fit?.fit === "cut" && told.length === 1);
 * ```
 */
export function warnOfOuterLimit(
  life: Lifecycle,
  options: OuterLimitOptions = {},
): OuterFit | undefined {
  const { outerGraceMs, environment = {}, warn = (line) => console.error(line) } = options;
  if (outerGraceMs !== undefined) positive(ACTION, "outerGraceMs", outerGraceMs);
  aFunction(ACTION, "warn", warn);
  const given = outerGraceMs ?? environment[OUTER_GRACE_VARIABLE];
  const line = outerLimitLine(life.budget(), given);
  if (line !== undefined) warn(line);
  const givenMs = Number(given || Number.NaN);
  return givenMs > 0 ? fitOf(life.budget(), givenMs) : undefined;
}
