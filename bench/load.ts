import autocannon from "autocannon";
import { isQuick } from "./measure/quick.ts";
import { ProgramProcess } from "./program-process.ts";
import type { Runtime } from "./runtime.ts";

/** What one server did in one turn. */
export interface Turn {
  /** Requests answered in a second. */
  readonly perSecond: number;
  /** CPU time of the server for one request, in microseconds. */
  readonly cpuUs: number;
}

interface Loaded {
  readonly variant: string;
  readonly process: ProgramProcess;
  readonly url: string;
}

interface LoadResult {
  readonly requests: { readonly total: number };
  readonly duration: number;
  readonly errors: number;
  readonly non2xx: number;
}

const CONNECTIONS = 32;
const TURN_SECONDS = 1;
const ROUNDS = 21;
const QUICK_ROUNDS = 6;

/** Puts the variants of one program under load in turn, round after round. All run all the time. */
export async function loadRounds(
  runtime: Runtime,
  program: string,
  variants: readonly string[],
): Promise<ReadonlyMap<string, readonly Turn[]>> {
  const rounds = isQuick() ? QUICK_ROUNDS : ROUNDS;
  console.error(`  ${program}: ${variants.join(", ")}; ${rounds} rounds`);
  const servers = await Promise.all(variants.map((variant) => start(runtime, program, variant)));
  const turns = new Map(variants.map((variant) => [variant, [] as Turn[]]));
  // The first round warms up, and is not counted.
  for (let round = -1; round < rounds; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      const turn = await oneTurn(server);
      if (round >= 0) turns.get(server.variant)?.push(turn);
    }
  }
  await Promise.all(servers.map(({ process }) => process.end()));
  return turns;
}

async function start(runtime: Runtime, program: string, variant: string): Promise<Loaded> {
  const process = new ProgramProcess(runtime, program, variant);
  const { port } = JSON.parse(await process.line()) as { readonly port: number };
  return { variant, process, url: `http://127.0.0.1:${port}/` };
}

async function oneTurn({ variant, process, url }: Loaded): Promise<Turn> {
  const beforeUs = await cpuUs(process);
  const { requests, duration, errors, non2xx } = await load(url);
  const usedUs = await cpuUs(process) - beforeUs;
  if (errors > 0 || non2xx > 0) throw new Error(`Cannot measure "${variant}": a request failed`);
  return { perSecond: requests.total / duration, cpuUs: usedUs / requests.total };
}

async function cpuUs(process: ProgramProcess): Promise<number> {
  return (JSON.parse(await process.ask()) as { readonly cpuUs: number }).cpuUs;
}

async function load(url: string): Promise<LoadResult> {
  return await autocannon({
    url,
    connections: CONNECTIONS,
    duration: TURN_SECONDS,
    timeout: 10,
    sampleInt: 250,
    setupClient: () => {},
  }) as LoadResult;
}
