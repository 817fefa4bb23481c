import { Bench } from "tinybench";
import { collect, collectYoung } from "./heap.ts";
import { isQuick } from "./quick.ts";
import { type Spread, spreadOf } from "./median.ts";

/**
 * One way of doing the same job: does it `times` times over. It may say itself how long what matters
 * of it took, as `{ overriddenDuration }` in milliseconds.
 */
export interface Way {
  readonly name: string;
  readonly run: (times: number) => unknown;
}

/** How a comparison is run. */
export interface CompareOptions {
  /** Default: 10 000. What is done between two readings of the clock, so that reading it costs nothing. */
  readonly times?: number;
  /** Whether the ways return promises. Default: false. */
  readonly async?: boolean;
  /** Whether doing it once takes long enough to be a round, and few rounds have to do. Default: false. */
  readonly long?: boolean;
  /** How many rounds. Default: as many as a figure to quote needs. */
  readonly rounds?: number;
}

/** Nanoseconds for one operation, for each way and round. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

const TIMES = 10_000;
const WARM_UP_MS = 500;
const ROUND_MS = 20;
const ITERATIONS = 3;
const ROUNDS = 25;
const QUICK_ROUNDS = 7;
const LONG_ROUNDS = 9;
const QUICK_LONG_ROUNDS = 3;

/**
 * Measures the ways in turn, round after round, so that whatever else the machine does falls upon
 * all of them alike. Ratios are to be taken within a round.
 */
export async function compare(ways: readonly Way[], options: CompareOptions = {}): Promise<Rounds> {
  const rounds = new Map(ways.map(({ name }) => [name, [] as number[]]));
  // Who takes long is warmed up before each round.
  if (!options.long) await runOnce(ways, WARM_UP_MS, options);
  for (let round = 0; round < roundsOf(options); round += 1) {
    // Whoever comes second bears what the first has left behind, so they take turns in that as well.
    const order = round % 2 === 0 ? ways : ways.toReversed();
    const found = await runOnce(order, ROUND_MS, options);
    for (const [name, ns] of found) rounds.get(name)?.push(ns);
  }
  return rounds;
}

/** How many times as long `way` takes as `base`: the median of the rounds. */
export function ratio(rounds: Rounds, way: string, base: string): Spread {
  const bases = rounds.get(base) ?? [];
  return spreadOf((rounds.get(way) ?? []).map((ns, round) => ns / (bases[round] ?? NaN)));
}

/** How much of the throughput of `base` is left to `way`, in percent: the median of the rounds. */
export function percentKept(rounds: Rounds, way: string, base: string): Spread {
  const { value, low, high } = ratio(rounds, base, way);
  return { value: value * 100, low: low * 100, high: high * 100 };
}

/** By how many nanoseconds `way` takes longer than `base`: the median of the rounds. */
export function difference(rounds: Rounds, way: string, base: string): Spread {
  const bases = rounds.get(base) ?? [];
  return spreadOf((rounds.get(way) ?? []).map((ns, round) => ns - (bases[round] ?? NaN)));
}

/** Nanoseconds for one operation: the median of the rounds. */
export function nanoseconds(rounds: Rounds, way: string): Spread {
  return spreadOf(rounds.get(way) ?? []);
}

function roundsOf({ long = false, rounds }: CompareOptions): number {
  if (rounds !== undefined) return rounds;
  if (isQuick()) return long ? QUICK_LONG_ROUNDS : QUICK_ROUNDS;
  return long ? LONG_ROUNDS : ROUNDS;
}

async function runOnce(
  ways: readonly Way[],
  timeMs: number,
  options: CompareOptions,
): Promise<ReadonlyMap<string, number>> {
  const { times = TIMES, async = false, long = false } = options;
  const least = long ? { time: 0, iterations: 1 } : { time: timeMs, iterations: ITERATIONS };
  const bench = new Bench({ ...least, warmup: false });
  for (const way of ways) {
    const beforeAll = (): Promise<void> => prepare(way, options);
    bench.add(way.name, () => way.run(times), { async, beforeAll });
  }
  const tasks = await bench.run();
  return new Map(tasks.map(({ name, result }) => {
    if (!("latency" in result)) throw new Error(`Cannot measure "${name}": ${result.state}`);
    return [name, result.latency.mean * 1e6 / times];
  }));
}

/** Nobody pays for the garbage of who was measured before; what is left of noise, rounds even out. */
async function prepare(
  way: Way,
  { times = TIMES, long = false }: CompareOptions,
): Promise<void> {
  if (long) {
    await collect();
    // A full collection throws compiled code away: once more, so that it is there again.
    await way.run(times);
  }
  await collectYoung();
}
