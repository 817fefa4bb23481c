import { badOption, nonNegative } from "../check/mod.ts";
import type { Phase } from "../core/mod.ts";
import { isPastShutdown, type Lesson, lessonOf, type PastShutdown } from "./past-shutdown.ts";
import { leastCount, quantileBound } from "./quantile-bound.ts";
import { type SeenTimes, timesOfHooks, timesOfPhase } from "./seen-times.ts";

/** What {@linkcode suggestTimeouts} may be given. */
export interface SuggestOptions {
  /** The share of shutdowns that should end in time. Default: 0.99. */
  readonly quantile?: number | undefined;
  /** How sure a suggestion should be, where there are reports enough. Default: 0.95. */
  readonly confidence?: number | undefined;
  /** What is added to what was seen, as a share of it. Default: 0.5. */
  readonly margin?: number | undefined;
  /** No suggestion is lower. Default: 250. */
  readonly minMs?: number | undefined;
  /**
   * No suggestion is higher, unless a longer time was not enough. At least `minMs`. Default:
   * `Infinity`.
   */
  readonly maxMs?: number | undefined;
}

/** A time that was found in the reports, or how many more it takes. */
export type Suggestion =
  | {
    readonly end: "found";
    /** What is suggested. */
    readonly ms: number;
    /**
     * The chance, at least, that the share `quantile` of all shutdowns ends within this time even
     * without the margin. Less than was asked for when there are few reports.
     */
    readonly confidence: number;
    /** How many times were seen. */
    readonly seen: number;
    /** How many of these were cut off, so that it would have taken longer. */
    readonly cutOff: number;
    /** The longest time that was seen. */
    readonly longestMs: number;
  }
  | {
    readonly end: "unknown";
    /** How many more shutdowns it takes in which it ends by itself. */
    readonly more: number;
    readonly seen: number;
    readonly cutOff: number;
    readonly longestMs: number;
  };

/** What is suggested for one hook, as its `timeoutMs`. */
export type HookSuggestion = Suggestion & {
  /** Its phase. */
  readonly phase: Phase;
  /** Its name. */
  readonly hook: string;
};

/** What {@linkcode suggestTimeouts} returns. */
export interface TimeoutSuggestions {
  /** How many shutdowns were read. */
  readonly shutdowns: number;
  /** How many of these tell nothing, since somebody hurried the shutdown or called it off. */
  readonly leftOut: number;
  /** The `timeoutMs` of each hook, in the order in which they were first seen. */
  readonly hooks: readonly HookSuggestion[];
  /** How long work in flight needs until it has ended. */
  readonly drain: Suggestion;
  /** A `graceMs` of which so much is left for the drain, with room for all that is suggested. */
  readonly grace: Suggestion;
}

type Wanted = Readonly<Required<{ [Name in keyof SuggestOptions]: number }>>;

const ACTION = "suggest timeouts";
/** Less sure than that is no better than to toss a coin. */
const LEAST_CONFIDENCE = 0.5;
/** What a life keeps free for itself: less than this share of the whole, and less than so much. */
const KEPT_SHARE = 0.18;
const KEPT_MS = 8_100;
const ENDING_PHASES = ["compensate", "close", "flush"] as const;

/**
 * Timeouts for the hooks, and a budget for the whole, from the reports of shutdowns that have been,
 * or from the records of an audit log, of which it reads the final ones.
 *
 * A suggestion is a bound of the quantile of the times that were seen, plus a margin, in two digits.
 * It supposes nothing of how the times are distributed, only that the shutdowns to come are like those
 * of the reports: of one version of one service, under its load. A hook that was cut off counts as one
 * that takes longer than all others, and no suggestion is below a time that was not enough. Hooks
 * that failed, and shutdowns that were hurried or called off, tell nothing of how long it takes, and
 * are left out. Where the reports are too few for more than a guess, which with the defaults are fewer
 * than 69, nothing is suggested; from 299 on it is as sure as asked for.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is out of its range, or `history` is no array of
 *   reports or records
 *
 * @example A close that took up to 300 ms
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { suggestTimeouts } from "quiesce/config";
 *
 * const history = [];
 * for (let count = 0; count < 30; count += 1) {
 *   const life = new Lifecycle();
 *   life.onClose("database", () => {});
 *   life.ready();
 *   history.push(await life.shutdown());
 * }
 * const { hooks } = suggestTimeouts(history, { quantile: 0.9 });
 * console.assert(hooks[0]?.hook === "database" && hooks[0].end === "found");
 * const [unsure] = suggestTimeouts(history).hooks;
 * console.assert(unsure?.end === "unknown" && unsure.more === 39);
 * ```
 */
export function suggestTimeouts(
  history: readonly PastShutdown[],
  options: SuggestOptions = {},
): TimeoutSuggestions {
  const wanted = wantedOf(options);
  if (!Array.isArray(history) || !history.every(isPastShutdown)) {
    throw badOption(ACTION, "history", "an array of reports or audit records", history);
  }
  const lessons = history.flatMap(lessonOf);
  const telling = lessons.filter(({ isTelling }) => isTelling);
  const hooks = timesOfHooks(telling).map(({ phase, hook, ...times }) => ({
    phase,
    hook,
    ...suggestionOf(times, wanted),
  }));
  return {
    shutdowns: lessons.length,
    leftOut: lessons.length - telling.length,
    hooks,
    drain: suggestionOf(timesOfPhase(telling, "drain"), wanted),
    grace: graceOf(telling, hooks, wanted),
  };
}

function suggestionOf({ endedMs, cutOffMs }: SeenTimes, wanted: Wanted): Suggestion {
  const cutOff = cutOffMs.length;
  const seen = endedMs.length + cutOff;
  const sortedMs = endedMs.toSorted((one, other) => one - other);
  const hitMs = highest(cutOffMs);
  const longestMs = Math.max(sortedMs.at(-1) ?? 0, hitMs);
  const about = { seen, cutOff, longestMs };
  const bound = quantileBound(seen, wanted.quantile, wanted.confidence, cutOff);
  if (bound.confidence < LEAST_CONFIDENCE) {
    const more = leastCount(wanted.quantile, LEAST_CONFIDENCE, cutOff) - seen;
    return { end: "unknown", more, ...about };
  }
  const boundMs = (sortedMs[seen - bound.passedBy - 1] ?? 0) * (1 + wanted.margin);
  const withinMs = Math.min(wanted.maxMs, Math.max(wanted.minMs, roundedUp(boundMs)));
  const ms = Math.max(withinMs, roundedUp(hitMs));
  return { end: "found", ms, confidence: bound.confidence, ...about };
}

/** What the phases need one after the other, and what a life keeps free besides. */
function graceOf(
  lessons: readonly Lesson[],
  hooks: readonly HookSuggestion[],
  wanted: Wanted,
): Suggestion {
  const serving = (["announce", "drain"] as const).map((phase) => timesOfPhase(lessons, phase));
  const ending = ENDING_PHASES.map((phase) => timesOfPhase(lessons, phase));
  const all = [...serving, ...ending].map((times) => suggestionOf(times, wanted));
  const missing = all.filter((each) => each.end === "unknown");
  const [unknown] = missing.toSorted((one, other) => other.more - one.more);
  const longestMs = highest(lessons.map(({ tookMs }) => tookMs));
  const about = {
    seen: lessons.length,
    cutOff: highest(all.map((each) => each.cutOff)),
    longestMs,
  };
  if (unknown) return { ...unknown, ...about };
  const msOf = (suggestion: Suggestion | undefined): number =>
    suggestion?.end === "found" ? suggestion.ms : 0;
  const servingMs = msOf(all[0]) + msOf(all[1]);
  const endingMs = ENDING_PHASES.map((phase, index) =>
    Math.max(msOf(all[index + 2]), sumOf(hooks.filter((hook) => hook.phase === phase).map(msOf)))
  );
  const neededMs = servingMs + sumOf(endingMs);
  const ms = roundedUp(Math.min(neededMs / (1 - KEPT_SHARE), neededMs + KEPT_MS));
  const confidence = Math.min(...all.map((each) => each.end === "found" ? each.confidence : 0));
  return { end: "found", ms, confidence, ...about };
}

function wantedOf(options: SuggestOptions): Wanted {
  const { quantile = 0.99, confidence = 0.95, margin = 0.5, minMs = 250, maxMs = Infinity } =
    options;
  if (nonNegative(ACTION, "maxMs", maxMs) < finite("minMs", minMs)) {
    throw badOption(ACTION, "maxMs", `at least "minMs", which is ${minMs}`, maxMs);
  }
  return {
    quantile: inside("quantile", quantile),
    confidence: inside("confidence", confidence, LEAST_CONFIDENCE),
    margin: finite("margin", margin),
    minMs,
    maxMs,
  };
}

function inside(option: string, given: unknown, above = 0): number {
  if (typeof given === "number" && given > above && given < 1) return given;
  throw badOption(ACTION, option, `a number above ${above} and below 1`, given);
}

function finite(option: string, given: unknown): number {
  if (typeof given === "number" && given >= 0 && given !== Infinity) return given;
  throw badOption(ACTION, option, "a finite number of zero or more", given);
}

/** Up to two digits: more would only look exact. */
function roundedUp(ms: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(ms, 1))) - 1);
  return Math.ceil(ms / unit) * unit;
}

function highest(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => Math.max(most, each), 0);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
