/*
 * How far a sample can be trusted about a quantile, without supposing anything of its distribution.
 *
 * Each of n independent durations is longer than the quantile q with the chance 1 - q. So how many
 * are longer follows a binomial distribution, and the one that is passed by r others is below the
 * quantile with the chance that at most r of n are longer: a table of no shape, known for long, and
 * found in every textbook of order statistics (David and Nagaraja, section 7.1; Hahn and Meeker,
 * section 5.3).
 */

/** Which of the sorted durations is a bound of the quantile, and how sure that is. */
export interface QuantileBound {
  /** How many durations are longer than the bound. */
  readonly passedBy: number;
  /** The chance, at least, that no more than the share 1 - q of all durations is longer. */
  readonly confidence: number;
}

/**
 * The lowest bound that is as sure as `wanted`, with no fewer than `leastPassedBy` durations beyond
 * it; or, where none is so sure, the surest one of these.
 */
export function quantileBound(
  count: number,
  quantile: number,
  wanted: number,
  leastPassedBy: number,
): QuantileBound {
  let found: QuantileBound = { passedBy: leastPassedBy, confidence: 0 };
  for (const bound of boundsOf(count, quantile)) {
    if (bound.passedBy > leastPassedBy && bound.confidence < wanted) return found;
    if (bound.passedBy >= leastPassedBy) found = bound;
  }
  return found;
}

/** The least count of durations of which the bound is as sure as `wanted`. */
export function leastCount(quantile: number, wanted: number, passedBy: number): number {
  const isEnough = (count: number): boolean =>
    quantileBound(count, quantile, 1, passedBy).confidence >= wanted;
  let low = passedBy + 1;
  let high = low;
  while (!isEnough(high)) high *= 2;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Every bound, from the longest duration down, each less sure than the one before. */
function* boundsOf(count: number, quantile: number): Generator<QuantileBound> {
  const odds = Math.log(1 - quantile) - Math.log(quantile);
  // In logarithms, since the chance of none among many is too small for a number.
  let log = count * Math.log(quantile);
  let sum = 0;
  for (let passedBy = 0; passedBy < count; passedBy += 1) {
    if (passedBy > 0) log += Math.log((count - passedBy + 1) / passedBy) + odds;
    sum += Math.exp(log);
    yield { passedBy, confidence: Math.max(0, 1 - sum) };
  }
}
