import type { Deploy } from "./deploy.ts";
import type { DurationPart } from "./durations.ts";

/** When a stopping instance refuses, and when it cuts. */
export interface Stop {
  readonly delayMs: number;
  readonly drainMs: number;
}

/** What one balancer loses with one instance. */
export interface RestartLoss {
  /** How long the balancer sends to a closed door, on average. */
  readonly lateMs: number;
  /** How much work in flight, in milliseconds of arrivals, is cut, on average. */
  readonly cutMs: number;
  /** The chance that something is lost. */
  readonly chance: number;
}

/**
 * What is lost by one balancer when one instance stops, by the lag of the balancer: a part of the
 * lags that is over before the door closes leaves only what is too long for the drain; a part that
 * is not loses what comes after the door has closed as well.
 */
export function restartLoss(deploy: Deploy, stop: Stop): RestartLoss {
  const perMs = shareOf(deploy);
  let total: RestartLoss = { lateMs: 0, cutMs: 0, chance: 0 };
  for (const part of deploy.propagation.parts) {
    for (const piece of cutAt(part, stop.delayMs)) {
      const loss = piece.toMs <= stop.delayMs
        ? heardInTime(deploy, stop, piece, perMs)
        : heardLate(deploy, stop, piece, perMs);
      total = plus(total, loss, piece.share);
    }
  }
  return total;
}

/**
 * How many requests come to one instance from one balancer in a millisecond. Those that stop with it
 * may be out of view already, so that it gets more than its usual share.
 */
function shareOf({ ratePerMs, instances, batch, balancers }: Deploy): number {
  return ratePerMs / (instances - batch + 1) / balancers;
}

/** The last request came when the balancer heard, so the wait for the closing is time to end too. */
function heardInTime(
  { durations }: Deploy,
  { delayMs, drainMs }: Stop,
  { fromMs, toMs }: DurationPart,
  perMs: number,
): RestartLoss {
  const at = (lagMs: number): RestartLoss => {
    const cutMs = durations.excessMs(drainMs + delayMs - lagMs);
    return { lateMs: 0, cutMs, chance: -Math.expm1(-perMs * cutMs) };
  };
  return meanOver(fromMs, toMs, at);
}

function heardLate(
  { durations }: Deploy,
  { delayMs, drainMs }: Stop,
  { fromMs, toMs }: DurationPart,
  perMs: number,
): RestartLoss {
  const cutMs = durations.excessMs(drainMs);
  const kept = Math.exp(-perMs * (cutMs + fromMs - delayMs)) * decayed(perMs * (toMs - fromMs));
  return { lateMs: (fromMs + toMs) / 2 - delayMs, cutMs, chance: 1 - kept };
}

/** The mean of `exp(-x)` between zero and `x`. */
function decayed(x: number): number {
  return x === 0 ? 1 : -Math.expm1(-x) / x;
}

const PANELS = 32;
/** The points and weights of Gauss and Legendre for three points. */
const POINTS = [[-Math.sqrt(0.6), 5 / 18], [0, 8 / 18], [Math.sqrt(0.6), 5 / 18]] as const;

function meanOver(
  fromMs: number,
  toMs: number,
  at: (ms: number) => RestartLoss,
): RestartLoss {
  if (fromMs === toMs) return at(fromMs);
  const halfMs = (toMs - fromMs) / PANELS / 2;
  let mean: RestartLoss = { lateMs: 0, cutMs: 0, chance: 0 };
  for (let panel = 0; panel < PANELS; panel += 1) {
    const middleMs = fromMs + (2 * panel + 1) * halfMs;
    for (const [point, weight] of POINTS) {
      mean = plus(mean, at(middleMs + point * halfMs), weight / PANELS);
    }
  }
  return mean;
}

function plus(sum: RestartLoss, loss: RestartLoss, weight: number): RestartLoss {
  return {
    lateMs: sum.lateMs + weight * loss.lateMs,
    cutMs: sum.cutMs + weight * loss.cutMs,
    chance: sum.chance + weight * loss.chance,
  };
}

function cutAt(part: DurationPart, ms: number): readonly DurationPart[] {
  const { fromMs, toMs, share } = part;
  if (ms <= fromMs || ms >= toMs) return [part];
  const early = share * (ms - fromMs) / (toMs - fromMs);
  return [{ fromMs, toMs: ms, share: early }, { fromMs: ms, toMs, share: share - early }];
}
