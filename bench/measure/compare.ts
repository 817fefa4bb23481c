import { Bench } from "tinybench";
import { collect } from "./heap.ts";
import { isQuick } from "./quick.ts";
import { type Spread, spreadOf } from "./median.ts";

/** One way of doing the same job: does it `times` times over. */
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
}

/** Nanoseconds for one operation, for each way and round. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

const WARM_UP_MS = 150;
const ROUND_MS = 20;

/**
 * Measures the ways in turn, round after round, so that whatever else the machine does falls upon
 * all of them alike. Ratios are to be taken within a round.
 */
export async function compare(ways: readonly Way[], options: CompareOptions = {}): Promise<Rounds> {
  const rounds = new Map(ways.map(({ name }) => [name, [] as number[]]));
  await runOnce(ways, WARM_UP_MS, options);
  for (let round = 0; round < (isQuick() ? 7 : 25); round += 1) {
    const found = await runOnce(ways, ROUND_MS, options);
    for (const [name, ns] of found) rounds.get(name)?.push(ns);
  }
  return rounds;
}

/** How many times as long `way` takes as `base`: the median of the rounds. */
export function ratio(rounds: Rounds, way: string, base: string): Spread {
  const bases = rounds.get(base) ?? [];
  return spreadOf((rounds.get(way) ?? []).map((ns, round) => ns / (bases[round] ?? NaN)));
}

/** Nanoseconds for one operation: the median of the rounds. */
export function nanoseconds(rounds: Rounds, way: string): Spread {
  return spreadOf(rounds.get(way) ?? []);
}

async function runOnce(
  ways: readonly Way[],
  timeMs: number,
  { times = 10_000, async = false }: CompareOptions,
): Promise<ReadonlyMap<string, number>> {
  // Nobody pays for the garbage of who was measured before; what is left of noise, rounds even out.
  const bench = new Bench({ time: timeMs, iterations: 3, warmup: false, setup: collect });
  for (const { name, run } of ways) bench.add(name, () => run(times), { async });
  const tasks = await bench.run();
  return new Map(tasks.map(({ name, result }) => {
    if (!("latency" in result)) throw new Error(`Cannot measure "${name}": ${result.state}`);
    return [name, result.latency.mean * 1e6 / times];
  }));
}
