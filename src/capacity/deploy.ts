import { badOption, wholeNumber } from "../check/mod.ts";
import { constant, type Durations } from "./durations.ts";
import { distribution, finite } from "./option.ts";

/** A service, the load balancers before it, and the way it is deployed. */
export interface DeployOptions {
  /** How long requests take. */
  readonly durations: Durations;
  /**
   * How long a load balancer goes on sending to an instance after that has turned not ready. In
   * milliseconds when it is always the same, or at most so long.
   */
  readonly propagation: Durations | number;
  /** How many instances serve, all of which the deploy restarts. At least 1. */
  readonly instances: number;
  /** How many requests come a second, for all instances together. */
  readonly ratePerSecond: number;
  /** How many instances are stopped at the same time: `maxUnavailable`. Default: 1. */
  readonly batch?: number | undefined;
  /**
   * How many load balancers share the requests, each with a lag of its own: one for a proxy, one per
   * node for kube-proxy. Default: 1.
   */
  readonly balancers?: number | undefined;
}

/** The same, checked. */
export interface Deploy {
  readonly durations: Durations;
  readonly propagation: Durations;
  readonly instances: number;
  readonly ratePerMs: number;
  readonly batch: number;
  readonly balancers: number;
}

const MOST = 1_000_000;

/**
 * Checks a deploy and fills in the defaults.
 *
 * @throws {QuiesceError} `BAD_OPTION`
 */
export function deployOf(action: string, options: DeployOptions): Deploy {
  if (typeof options !== "object" || options === null) {
    throw badOption(action, "options", "an object", options);
  }
  const { propagation } = options;
  const instances = atMost(action, "instances", options.instances, MOST);
  return {
    durations: distribution(action, "durations", options.durations),
    propagation: typeof propagation === "number"
      ? constant(finite(action, "propagation", propagation))
      : distribution(action, "propagation", propagation),
    instances,
    ratePerMs: finite(action, "ratePerSecond", options.ratePerSecond) / 1_000,
    batch: atMost(action, "batch", options.batch ?? 1, instances),
    balancers: atMost(action, "balancers", options.balancers ?? 1, MOST),
  };
}

function atMost(action: string, option: string, given: unknown, most: number): number {
  const number = wholeNumber(action, option, given, 1);
  if (number <= most) return number;
  throw badOption(action, option, `a whole number of at most ${most}`, given);
}
