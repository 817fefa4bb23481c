// The formulas against the simulation, which does not know them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  durationsFrom,
  durationsFromHistogram,
  lagOfChecks,
  lossChance,
  simulate,
  type SimulateOptions,
} from "../../../src/capacity/mod.ts";
import { seededRandom } from "../../../src/capacity/seeded-random.ts";

interface Scene extends SimulateOptions {
  readonly name: string;
}

/** What many simulated deploys say of one number. */
interface Measured {
  readonly mean: number;
  /** How far the mean may be from the truth: four and a half of its standard errors. */
  readonly error: number;
}

const ROUNDS = 60;
const ERRORS = 4.5;

const FIXED = durationsFrom([300]);
const EXPONENTIAL = durationsFrom(exponentials(4_000, 250));
const HEAVY = durationsFromHistogram([
  { leMs: 50, count: 8_000 },
  { leMs: 200, count: 9_500 },
  { leMs: 1_000, count: 9_900 },
  { leMs: Infinity, count: 10_000 },
], { maxMs: 10_000 });
const CHECKS = lagOfChecks({ intervalMs: 1_000, fall: 2 });
const LAGS = durationsFrom([80, 120, 150, 200, 900, 1_700]);

const COMMON = { drainMs: 500, ratePerSecond: 600, instances: 30, startMs: 3_000 };
const SCENES: readonly Scene[] = [
  { ...COMMON, name: "no delay, a fixed lag", durations: FIXED, propagation: 700, delayMs: 0 },
  { ...COMMON, name: "half the lag", durations: FIXED, propagation: 700, delayMs: 350 },
  { ...COMMON, name: "checks", durations: EXPONENTIAL, propagation: CHECKS, delayMs: 1_400 },
  { ...COMMON, name: "measured lags", durations: EXPONENTIAL, propagation: LAGS, delayMs: 180 },
  { ...COMMON, name: "heavy tail", durations: HEAVY, propagation: CHECKS, delayMs: 1_900 },
  { ...COMMON, name: "no drain", durations: HEAVY, propagation: 0, delayMs: 0, drainMs: 0 },
  {
    ...COMMON,
    name: "a long drain",
    durations: HEAVY,
    propagation: LAGS,
    delayMs: 0,
    drainMs: 9e3,
  },
  { ...COMMON, name: "one", durations: HEAVY, propagation: LAGS, delayMs: 500, instances: 1 },
  { ...COMMON, name: "two", durations: EXPONENTIAL, propagation: 400, delayMs: 90, instances: 2 },
  {
    ...COMMON,
    name: "few requests",
    durations: EXPONENTIAL,
    propagation: CHECKS,
    delayMs: 1_000,
    ratePerSecond: 6,
  },
  {
    ...COMMON,
    name: "three balancers",
    durations: HEAVY,
    propagation: LAGS,
    delayMs: 100,
    ratePerSecond: 30,
    balancers: 3,
  },
];

describe("the arithmetic agrees with the simulation", () => {
  for (const { name, ...scene } of SCENES) {
    it(name, () => {
      const { perDeploy, perRestart } = lossChance(scene);
      const { late, cut, deploysWithLoss, restartsWithLoss } = measure(scene);

      assertWithin("late", late, perDeploy.late);
      assertWithin("cut", cut, perDeploy.cut);
      assertWithin("restarts with a loss", restartsWithLoss, perRestart.chance);
      assertWithin("deploys with a loss", deploysWithLoss, perDeploy.chance);
    });
  }

  it("of batches it tells no less than happens, and no more than their share explains", () => {
    const scene = {
      ...COMMON,
      durations: EXPONENTIAL,
      propagation: CHECKS,
      delayMs: 1_100,
      batch: 10,
    };
    const { late, cut } = measure(scene);
    const most = lossChance(scene).perDeploy;
    const least = lossChance({ ...scene, batch: 1 }).perDeploy;

    assert.ok(late.mean <= most.late + late.error && late.mean >= least.late - late.error);
    assert.ok(cut.mean <= most.cut + cut.error && cut.mean >= least.cut - cut.error);
    assert.ok(most.late < 1.5 * least.late);
  });

  it("tells no less where a replacement is seen while the stopped one is in view still", () => {
    const scene = {
      durations: FIXED,
      propagation: durationsFrom([100, 5_000]),
      delayMs: 1_000,
      drainMs: 500,
      instances: 2,
      ratePerSecond: 400,
      balancers: 50,
    };
    // So many that the difference is larger than their error.
    const { late } = measure(scene, 300);
    const told = lossChance(scene).perDeploy.late;

    // The replacement takes at most its share of what the two that are seen had between them.
    assert.ok(told >= late.mean - late.error, `told ${told}, simulated ${late.mean}`);
    assert.ok(told * 2 / 3 <= late.mean + late.error, `told ${told}, simulated ${late.mean}`);
    assert.throws(() => assertWithin("late", late, told));
  });

  it("of 10, 1000 and 100 000 instances it tells the same per restart", () => {
    for (const [instances, rounds] of [[10, 60], [1_000, 4], [100_000, 1]] as const) {
      const ratePerSecond = instances * 2;
      const scene = { durations: HEAVY, propagation: CHECKS, delayMs: 1_500, drainMs: 1_000 };
      const batch = Math.ceil(instances / 1_000);
      const service = { ...scene, instances, ratePerSecond, batch };
      const { restartsWithLoss } = measure(service, rounds);

      assertWithin(`${instances}`, restartsWithLoss, lossChance(service).perRestart.chance);
    }
  });
});

describe("the comparison sees", () => {
  const scene = { ...COMMON, durations: HEAVY, propagation: 0, delayMs: 0 };

  it("who takes what is left of a request for the whole of a new one", () => {
    const { cut } = measure(scene);
    const inFlight = scene.ratePerSecond / 1_000 * HEAVY.meanMs;

    assert.throws(() => assertWithin("cut", cut, inFlight * HEAVY.tail(scene.drainMs)));
  });

  it("who takes the mean lag for every lag", () => {
    const lagging = { ...scene, propagation: LAGS, delayMs: 600 };
    const { late } = measure(lagging);

    const { perDeploy } = lossChance({ ...lagging, propagation: LAGS.meanMs });

    assert.throws(() => assertWithin("late", late, perDeploy.late));
  });

  it("who is wrong by a tenth", () => {
    const { cut } = measure(scene, 500);

    assert.throws(() => assertWithin("cut", cut, 1.1 * lossChance(scene).perDeploy.cut));
  });
});

function measure(options: SimulateOptions, rounds: number = ROUNDS) {
  const deploys = Array.from(
    { length: rounds },
    (_, seed) => simulate({ ...options, seed: seed + 1 }),
  );
  const restarts = deploys.reduce((sum, deploy) => sum + deploy.restarts, 0);
  const lossy = deploys.reduce((sum, deploy) => sum + deploy.restartsWithLoss, 0);
  return {
    late: measured(deploys.map(({ late }) => late)),
    cut: measured(deploys.map(({ cut }) => cut)),
    restartsWithLoss: share(lossy, restarts),
    deploysWithLoss: share(deploys.filter(({ late, cut }) => late + cut > 0).length, rounds),
  };
}

function measured(numbers: readonly number[]): Measured {
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const squares = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  // Counts are whole numbers: even if all are the same, the next one may differ.
  const variance = Math.max(squares / Math.max(1, numbers.length - 1), 1 / numbers.length);
  return { mean, error: ERRORS * Math.sqrt(variance / numbers.length) };
}

/** The interval of Wilson is used, since it holds at 0 and 1 too. */
function share(count: number, of: number): Measured {
  const squared = ERRORS ** 2;
  const raw = count / of;
  const scale = 1 + squared / of;
  const spread = ERRORS * Math.sqrt((raw * (1 - raw) + squared / (4 * of)) / of);
  return { mean: (raw + squared / (2 * of)) / scale, error: spread / scale };
}

function assertWithin(what: string, { mean, error }: Measured, told: number): void {
  const text = `${what}: told ${told}, simulated ${mean} ± ${error}`;
  assert.ok(Math.abs(told - mean) <= error + 1e-9, text);
}

function exponentials(count: number, meanMs: number): readonly number[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, () => -Math.log(random()) * meanMs);
}
