import { type Deploy, deployOf, type DeployOptions } from "./deploy.ts";
import { finite } from "./option.ts";
import { restartLoss, type Stop } from "./restart-loss.ts";

/** What {@linkcode lossChance} is given. */
export interface LossOptions extends DeployOptions {
  /** How long an instance that is told to stop serves on: `delayMs` of `Lifecycle`. */
  readonly delayMs: number;
  /** How long requests in flight are waited for after that. */
  readonly drainMs: number;
}

/** What is lost, on average, and the chance that anything is. */
export interface Loss {
  /** Requests that are sent after the instance has closed its door. */
  readonly late: number;
  /** Requests in flight that last longer than the drain. */
  readonly cut: number;
  /** The chance that at least one is lost, from 0 to 1. */
  readonly chance: number;
}

/** What {@linkcode lossChance} returns. */
export interface LossEstimate {
  /** When one instance is restarted. */
  readonly perRestart: Loss;
  /** When all are, one batch after the other. */
  readonly perDeploy: Loss;
  /**
   * The chance that a request is lost which meets a stopping instance: it is in flight when that is
   * told to stop, or is sent to it later. Does not depend on the rate.
   */
  readonly perRequest: number;
}

/**
 * The chance that a rolling deploy loses a request, and how many it loses on average.
 *
 * Requests are taken to come at random (a Poisson process), each with a duration of its own, shared
 * evenly by the instances that a balancer sees; refused requests are taken not to be tried again.
 * docs/capacity.md has the formulas and all that is assumed.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is missing or out of its range
 *
 * @example Five instances, and a balancer that goes on sending for a second
 * ```ts
 * import { durationsFrom, lossChance } from "quiesce/capacity";
 *
 * const service = { durations: durationsFrom([80, 120]), instances: 5, ratePerSecond: 100 };
 * const deploy = { ...service, propagation: 1_000, drainMs: 10_000 };
 * const { perRestart, perDeploy } = lossChance({ ...deploy, delayMs: 0 });
 * console.assert(Math.round(perRestart.late) === 20);
 * console.assert(Math.round(perDeploy.late) === 100);
 * console.assert(lossChance({ ...deploy, delayMs: 1_000 }).perDeploy.chance === 0);
 * ```
 */
export function lossChance(options: LossOptions): LossEstimate {
  const action = "tell the chance of a loss";
  const deploy = deployOf(action, options);
  const delayMs = finite(action, "delayMs", options.delayMs);
  const drainMs = finite(action, "drainMs", options.drainMs);
  return estimate(deploy, { delayMs, drainMs });
}

/** The same, of what was checked. */
export function estimate(deploy: Deploy, stop: Stop): LossEstimate {
  const { ratePerMs, instances, batch, balancers, durations, propagation } = deploy;
  const { lateMs, cutMs, chance } = restartLoss(deploy, stop);
  const perMs = ratePerMs / (instances - batch + 1);
  const metMs = durations.meanMs + propagation.meanMs;
  const over = (restarts: number): Loss => ({
    late: restarts * perMs * lateMs,
    cut: restarts * perMs * cutMs,
    // One minus the chance that none of so many loses anything, exact for small chances too.
    chance: Math.max(0, -Math.expm1(restarts * balancers * Math.log1p(-Math.min(1, chance)))),
  });
  return {
    perRestart: over(1),
    perDeploy: over(instances),
    perRequest: metMs === 0 ? 0 : (lateMs + cutMs) / metMs,
  };
}
