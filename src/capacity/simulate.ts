import { badOption, wholeNumber } from "../check/mod.ts";
import { deployOf, type DeployOptions } from "./deploy.ts";
import { finite } from "./option.ts";
import { Rollout, type RolloutPlan } from "./rollout.ts";

/** What {@linkcode simulate} is given. */
export interface SimulateOptions extends DeployOptions {
  /** How long an instance that is told to stop serves on. */
  readonly delayMs: number;
  /** How long requests in flight are waited for after that. */
  readonly drainMs: number;
  /** How often a refused request is tried again with another instance. Default: 0. */
  readonly retries?: number | undefined;
  /** How long a new instance takes until it is ready. Default: 1000. */
  readonly startMs?: number | undefined;
  /**
   * How long it must be ready before the next is stopped: `minReadySeconds`. Default: the longest lag
   * of a balancer, so that all send to it by then.
   */
  readonly minReadyMs?: number | undefined;
  /** The same seed gives the same deploy. A whole number. Default: 1. */
  readonly seed?: number | undefined;
}

/** What became of the requests that met a stopping instance, and of the service. */
export interface SimulatedDeploy {
  /** Requests in flight when their instance was told to stop, or sent to it later. */
  readonly met: number;
  /** Those that were answered. */
  readonly answered: number;
  /** Those that came to a closed door, and for which no other try succeeded. */
  readonly late: number;
  /** Those that lasted longer than the drain. */
  readonly cut: number;
  /** Those of the answered that were refused first, and tried again. */
  readonly retried: number;
  /** Requests for which a balancer saw no instance at all; none of those above. */
  readonly unserved: number;
  /** How many instances were restarted. */
  readonly restarts: number;
  /** How many of those lost a request. */
  readonly restartsWithLoss: number;
  /** The fewest that served at the same time. */
  readonly fewestServing: number;
  /** From the first stop to the moment at which all balancers see the last new instance. */
  readonly tookMs: number;
}

const ACTION = "simulate a deploy";
/** Some minutes of work. */
const MOST_REQUESTS = 1e9;

/**
 * Plays a rolling deploy, event by event: instances stop, balancers hear of it late, requests come,
 * are answered, refused, cut or tried again, new instances start. It knows nothing of the formulas of
 * `lossChance`, and so checks them.
 *
 * Only what meets a stopping instance is played, since nothing can happen to other requests. So the
 * work grows with the number of instances, not with the traffic.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is missing or out of its range, or when it would
 *   have to draw more than 10⁹ requests
 *
 * @example What the arithmetic says, and what happens
 * ```ts
 * import { durationsFrom, lossChance, simulate } from "quiesce/capacity";
 *
 * const service = { durations: durationsFrom([80, 120]), instances: 1_000, ratePerSecond: 20_000 };
 * const deploy = { ...service, propagation: 1_000, delayMs: 900, drainMs: 10_000 };
 * const { late, restarts } = simulate({ ...deploy, seed: 7 });
 * const { perDeploy } = lossChance(deploy);
 * console.assert(restarts === 1_000 && Math.round(perDeploy.late) === 2_000);
 * console.assert(Math.abs(late - perDeploy.late) < 4 * Math.sqrt(perDeploy.late));
 * ```
 */
export function simulate(options: SimulateOptions): SimulatedDeploy {
  const deploy = deployOf(ACTION, options);
  const lagMs = deploy.propagation.quantile(1);
  const plan: RolloutPlan = {
    ...deploy,
    delayMs: finite(ACTION, "delayMs", options.delayMs),
    drainMs: finite(ACTION, "drainMs", options.drainMs),
    retries: wholeNumber(ACTION, "retries", options.retries ?? 0),
    startMs: finite(ACTION, "startMs", options.startMs ?? 1_000),
    minReadyMs: finite(ACTION, "minReadyMs", options.minReadyMs ?? lagMs),
    seed: wholeNumber(ACTION, "seed", options.seed ?? 1),
  };
  checkWork(plan);
  return new Rollout(plan).run();
}

/**
 * Every restart draws what came within the longest duration before it, and within the lag after. When
 * all instances restart at once, all that comes meanwhile is drawn too.
 */
function checkWork(plan: RolloutPlan): void {
  const { durations, propagation, ratePerMs, instances, batch } = plan;
  const lagMs = propagation.quantile(1);
  const outageMs = plan.delayMs + plan.drainMs + plan.startMs + lagMs;
  const restartMs = durations.quantile(1) + lagMs + (batch === instances ? outageMs : 0);
  const requests = ratePerMs * restartMs * instances / (instances - batch + 1);
  if (requests <= MOST_REQUESTS) return;
  const expected = `low enough to draw at most ${MOST_REQUESTS} requests, not ${requests}`;
  throw badOption(ACTION, "ratePerSecond", expected, ratePerMs * 1_000);
}
