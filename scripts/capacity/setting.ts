// What is measured, simulated and computed for docs/capacity.md, so that the three can be compared.
import { durationsFrom } from "../../src/capacity/mod.ts";

/** A balancer that checks each instance twice a second and believes the second failure. */
export const CHECKS = { intervalMs: 500, fall: 2 };

/** Requests that take as long as they are asked to. */
export const DURATIONS = durationsFrom([5, 10, 20, 40, 100], { maxMs: 100 });

/** The real deploy: four instances, and 200 requests a second for all. */
export const REAL = {
  ...CHECKS,
  durations: DURATIONS,
  instances: 4,
  ratePerSecond: 200,
  graceMs: 10_000,
};

/** What {@linkcode REAL} leaves to the drain, or more than its requests need. */
export const DRAIN_MS = 1_500;

/** What HAProxy lost at one delay, over some deploys. */
export interface MeasuredAt {
  readonly delayMs: number;
  readonly deploys: number;
  readonly restarts: number;
  readonly restartsWithLoss: number;
  readonly requests: number;
  readonly lost: number;
}

/** docs/capacity-measured.json */
export interface Measurements {
  readonly how: string;
  readonly haproxy: string;
  readonly node: string;
  readonly points: readonly MeasuredAt[];
}
