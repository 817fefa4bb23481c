// The numbers of the plot: computed, simulated, and measured.
import { readFileSync } from "node:fs";
import {
  lagOfChecks,
  lossChance,
  simulate,
  type SimulatedDeploy,
  type SimulateOptions,
} from "../../src/capacity/mod.ts";
import {
  CHECKS,
  DRAIN_MS,
  DURATIONS,
  type MeasuredAt,
  type Measurements,
  REAL,
} from "./setting.ts";

/** A place in a panel. */
export interface Point {
  readonly delayMs: number;
  /** From 0 to 1. */
  readonly chance: number;
}

/** One size of a service: what is computed of it, and what was simulated. */
export interface Size {
  readonly instances: number;
  /** How many deploys were simulated at each delay. */
  readonly deploys: number;
  /** The chance that a deploy loses a request: computed. */
  readonly curve: readonly Point[];
  /** The share of simulated deploys that lost one. */
  readonly dots: readonly Point[];
  /** The share of simulated requests that met a restart and were lost. */
  readonly requestDots: readonly Point[];
}

/** All that the plot shows. */
export interface Plot {
  /** The chance that a request which meets a restart is lost: computed, the same for all sizes. */
  readonly requestCurve: readonly Point[];
  readonly sizes: readonly Size[];
  /** The same chance, as HAProxy had it. */
  readonly crosses: readonly Point[];
}

/** A row of the table that compares the real run. */
export interface Compared extends MeasuredAt {
  /** How many requests are lost on average. */
  readonly told: number;
  /** How far one measurement is from that, typically: the standard deviation. */
  readonly spread: number;
}

export const LONGEST_DELAY_MS = 1_250;
/** Of one instance: few enough that a hundred thousand are simulated in a second. */
export const RATE_PER_INSTANCE = 0.5;

const CURVE_STEP_MS = 10;
const DOT_STEP_MS = 125;
const PROPAGATION = lagOfChecks(CHECKS);
const SIZES = [
  { instances: 10, deploys: 200 },
  { instances: 1_000, deploys: 20 },
  { instances: 100_000, deploys: 1 },
];

/** Computes and simulates everything; takes some seconds. */
export function plotOf(measurements: Measurements): Plot {
  return {
    requestCurve: along(CURVE_STEP_MS, (delayMs) => lossChance(deployAt(10, delayMs)).perRequest),
    sizes: SIZES.map(sizeOf),
    crosses: measurements.points.map(({ delayMs, restarts, lost }) => (
      { delayMs, chance: lost / (restarts * metPerRestart()) }
    )),
  };
}

/** What was measured, beside what the arithmetic tells of the same deploys. */
export function comparedOf({ points }: Measurements): readonly Compared[] {
  return points.map((point) => {
    const options = { ...REAL, propagation: PROPAGATION, drainMs: DRAIN_MS };
    const { perDeploy } = lossChance({ ...options, delayMs: point.delayMs });
    const told = point.deploys * (perDeploy.late + perDeploy.cut);
    const lags = point.restarts * varianceOfLate(point.delayMs);
    return { ...point, told, spread: Math.sqrt(told + lags) };
  });
}

const STEPS = 10_000;

/** How much the mean of late requests differs from restart to restart, since the lags differ. */
function varianceOfLate(delayMs: number): number {
  const perMs = REAL.ratePerSecond / REAL.instances / 1_000;
  const late = Array.from({ length: STEPS }, (_, step) => (
    perMs * Math.max(0, PROPAGATION.quantile((step + 0.5) / STEPS) - delayMs)
  ));
  const mean = sum(late) / STEPS;
  return sum(late.map((each) => (each - mean) ** 2)) / STEPS;
}

export function readMeasurements(file: URL): Measurements {
  // SAFETY: written by measure.ts, and typed there.
  return JSON.parse(readFileSync(file, "utf8")) as Measurements;
}

function sizeOf({ instances, deploys }: typeof SIZES[number]): Size {
  const simulated = delays(DOT_STEP_MS).map((delayMs) => (
    { delayMs, runs: runsOf(deployAt(instances, delayMs), deploys) }
  ));
  const dots = (chanceOf: (runs: readonly SimulatedDeploy[]) => number): readonly Point[] =>
    simulated.map(({ delayMs, runs }) => ({ delayMs, chance: chanceOf(runs) }));
  return {
    instances,
    deploys,
    curve: along(CURVE_STEP_MS, (delayMs) => (
      lossChance(deployAt(instances, delayMs)).perDeploy.chance
    )),
    dots: dots((runs) => runs.filter((run) => lostIn(run) > 0).length / runs.length),
    requestDots: dots((runs) => sum(runs.map(lostIn)) / sum(runs.map(({ met }) => met))),
  };
}

function runsOf(deploy: SimulateOptions, deploys: number): readonly SimulatedDeploy[] {
  return Array.from({ length: deploys }, (_, seed) => simulate({ ...deploy, seed }));
}

function deployAt(instances: number, delayMs: number): SimulateOptions {
  return {
    durations: DURATIONS,
    propagation: PROPAGATION,
    instances,
    ratePerSecond: instances * RATE_PER_INSTANCE,
    batch: Math.max(1, instances / 1_000),
    delayMs,
    drainMs: DRAIN_MS,
  };
}

/** How many requests a real restart meets, on average: in flight, and sent until it is known. */
function metPerRestart(): number {
  const perMs = REAL.ratePerSecond / REAL.instances / 1_000;
  return perMs * (DURATIONS.meanMs + PROPAGATION.meanMs);
}

function lostIn({ late, cut }: SimulatedDeploy): number {
  return late + cut;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function along(stepMs: number, chanceAt: (delayMs: number) => number): readonly Point[] {
  return delays(stepMs).map((delayMs) => ({ delayMs, chance: chanceAt(delayMs) }));
}

function delays(stepMs: number): readonly number[] {
  return Array.from({ length: LONGEST_DELAY_MS / stepMs + 1 }, (_, step) => step * stepMs);
}
