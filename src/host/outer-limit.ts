/** What the platform needs besides the budget, in milliseconds: the signal must arrive, and the exit be noticed. */
export const MARGIN_MS = 2_000;

/** The environment variable that tells how long the platform waits from the signal to its kill. */
export const OUTER_GRACE_VARIABLE = "QUIESCE_OUTER_GRACE_MS";

/** The part of a budget that must fit. */
export interface InnerLimit {
  /** The whole, from the signal to the exit. */
  readonly graceMs: number;
  /** How far the end may be moved. Default: not at all. */
  readonly maxGraceMs?: number;
}

/** How a budget fits into the time that the platform gives. */
export interface OuterFit {
  /**
   * - `fits` with the margin
   * - `tight` it fits, but with less than the margin
   * - `extended` it fits, but not when the end is moved as far as it may be
   * - `cut` the platform kills before the budget is over
   */
  readonly fit: "fits" | "tight" | "extended" | "cut";
  /** From the signal to the kill. */
  readonly givenMs: number;
  /** What the budget takes at most, with the margin. */
  readonly neededMs: number;
}

/**
 * Compares a budget with the time that the platform gives from the signal to its kill.
 *
 * @example A budget of 25 s in the 30 s of Kubernetes, of which a hook sleeps for 5
 * ```ts
 * import { fitOf } from "quiesce/kubernetes";
 *
 * console.assert(fitOf({ graceMs: 25_000 }, 30_000).fit === "fits");
 * console.assert(fitOf({ graceMs: 25_000 }, 30_000 - 5_000).fit === "tight");
 * console.assert(fitOf({ graceMs: 26_000 }, 30_000 - 5_000).fit === "cut");
 * ```
 */
export function fitOf({ graceMs, maxGraceMs = graceMs }: InnerLimit, givenMs: number): OuterFit {
  const neededMs = Math.max(graceMs, maxGraceMs) + MARGIN_MS;
  return { fit: kindOf(graceMs, neededMs, givenMs), givenMs, neededMs };
}

function kindOf(graceMs: number, neededMs: number, givenMs: number): OuterFit["fit"] {
  if (graceMs > givenMs) return "cut";
  if (neededMs <= givenMs) return "fits";
  return graceMs + MARGIN_MS > givenMs ? "tight" : "extended";
}

/** What is to be said of a budget that does not fit, in one line; `undefined` when it does. */
export function fitLine(
  budget: InnerLimit,
  { fit, givenMs, neededMs }: OuterFit,
): string | undefined {
  if (fit === "fits") return undefined;
  const { graceMs, maxGraceMs } = budget;
  const states = {
    cut: `"graceMs" is ${graceMs} ms, so that the end is cut short by ${graceMs - givenMs} ms`,
    tight: `"graceMs" is ${graceMs} ms, which leaves less than ${MARGIN_MS} ms for the exit`,
    extended: `"maxGraceMs" is ${maxGraceMs} ms, so that an extension may be cut short`,
  } as const;
  return `quiesce: the platform kills ${givenMs} ms after the signal, but ${states[fit]}; ` +
    `give it ${Math.ceil(neededMs / 1_000)} s, or shorten the budget`;
}

/**
 * What is to be said of a budget and of what an option or the environment tells of the platform.
 * `undefined` when nothing is known, and when it fits.
 */
export function outerLimitLine(
  budget: InnerLimit,
  given: number | string | undefined,
): string | undefined {
  if (given === undefined || given === "") return undefined;
  const givenMs = Number(given);
  if (givenMs > 0) return fitLine(budget, fitOf(budget, givenMs));
  return `quiesce: Cannot use ${OUTER_GRACE_VARIABLE}: ` +
    `expected milliseconds, a number above zero, got ${JSON.stringify(given)}`;
}
