import { badOption } from "../check/mod.ts";
import { leastWhole } from "./least-whole.ts";

/** A share of all durations, spread evenly between two times. */
export interface DurationPart {
  /** Where it begins. */
  readonly fromMs: number;
  /** Where it ends; the same as `fromMs` for a share that lies at one point. */
  readonly toMs: number;
  /** From 0 to 1. The shares of all parts make 1. */
  readonly share: number;
}

/** How durations are distributed: those of requests, or the lags of a load balancer. */
export interface Durations {
  /** What it is made of, the shortest first, without overlap. */
  readonly parts: readonly DurationPart[];
  /** How many observations it rests on; `Infinity` when it was stated and not observed. */
  readonly observed: number;
  /** No duration is longer, whatever was observed. `Infinity` when nobody has stated a limit. */
  readonly maxMs: number;
  /** The mean. */
  readonly meanMs: number;
  /** The time within which the share `p` of all durations ends. */
  quantile(p: number): number;
  /** The share of durations that are longer than `ms`. */
  tail(ms: number): number;
  /**
   * The mean of what goes beyond `ms`, in which a duration that does not go beyond counts as zero:
   * the integral of `tail` from `ms` on. Actuaries call it the stop-loss.
   */
  excessMs(ms: number): number;
  /** Draws one. `random` returns numbers from 0 up to 1, as `Math.random` does. */
  sample(random: () => number): number;
}

/** What a distribution rests on, besides its parts. */
export interface Ground {
  readonly observed: number;
  readonly maxMs: number;
}

/** Makes a distribution of parts that are in order and whose shares make 1. */
export function durationsOf(parts: readonly DurationPart[], ground: Ground): Durations {
  const before = sharesBefore(parts);
  const after = sumsAfter(parts);
  const beyond = (ms: number): number => leastWhole(parts.length, (at) => toMsOf(parts, at) > ms);
  const inverse = (p: number): number => {
    const index = leastWhole(parts.length - 1, (at) => (before[at + 1] ?? 1) >= p);
    return insideOf(parts[index], p - (before[index] ?? 0));
  };

  return {
    ...ground,
    parts,
    meanMs: after.at(-1)?.mass ?? 0,
    quantile(p) {
      if (p >= 0 && p <= 1) return inverse(p);
      throw badOption("tell a quantile", "p", "a number from 0 to 1", p);
    },
    tail(ms) {
      const index = beyond(ms);
      const rest = after[parts.length - index - 1]?.share ?? 0;
      return Math.min(1, rest + tailOf(parts[index], ms));
    },
    excessMs(ms) {
      const index = beyond(ms);
      // Before infinity is multiplied by nothing.
      if (index === parts.length) return 0;
      const rest = after[parts.length - index - 1] ?? NOTHING;
      return Math.max(0, rest.mass - ms * rest.share) + excessMsOf(parts[index], ms);
    },
    sample: (random) => inverse(random()),
  };
}

/** A time that is always the same. */
export function constant(ms: number): Durations {
  return durationsOf([{ fromMs: ms, toMs: ms, share: 1 }], { observed: Infinity, maxMs: ms });
}

/** Shares added up, and added up with their means as weights. */
interface Sum {
  readonly share: number;
  readonly mass: number;
}

const NOTHING: Sum = { share: 0, mass: 0 };

/** For each index the sum of the shares before it. */
function sharesBefore(parts: readonly DurationPart[]): readonly number[] {
  let sum = 0;
  return [0, ...parts.map(({ share }) => sum += share)];
}

/** For each count of parts the sum over so many of the longest. */
function sumsAfter(parts: readonly DurationPart[]): readonly Sum[] {
  let sum = NOTHING;
  return [
    NOTHING,
    ...parts.toReversed().map(({ fromMs, toMs, share }) =>
      sum = { share: sum.share + share, mass: sum.mass + share * (fromMs + toMs) / 2 }
    ),
  ];
}

function toMsOf(parts: readonly DurationPart[], index: number): number {
  return parts[index]?.toMs ?? Infinity;
}

/** The time in a part at which `passed` of its share has passed. */
function insideOf(part: DurationPart | undefined, passed: number): number {
  if (!part) return 0;
  const fraction = Math.min(1, Math.max(0, passed / part.share));
  return part.fromMs + (part.toMs - part.fromMs) * fraction;
}

function tailOf(part: DurationPart | undefined, ms: number): number {
  if (!part) return 0;
  const { fromMs, toMs, share } = part;
  return ms <= fromMs ? share : share * (toMs - ms) / (toMs - fromMs);
}

function excessMsOf(part: DurationPart | undefined, ms: number): number {
  if (!part) return 0;
  const { fromMs, toMs, share } = part;
  if (ms <= fromMs) return share * ((fromMs + toMs) / 2 - ms);
  return share * (toMs - ms) ** 2 / (2 * (toMs - fromMs));
}
