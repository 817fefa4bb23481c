import { insideFigures } from "./inside.ts";
import { loadRounds, type Turn } from "./load.ts";
import { type Spread, spreadOf } from "./measure/median.ts";
import type { Figure } from "./measure/report.ts";
import type { Runtime } from "./runtime.ts";

const VARIANTS = ["bare", "serve", "subscribed", "observed"] as const;

type Variant = typeof VARIANTS[number];
type Turns = ReadonlyMap<string, readonly Turn[]>;

/** What it costs a request that it can be watched, and that it is. */
export async function observeFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const asking = await insideFigures(runtime, ["observe"]);
  const turns = await loadRounds(runtime, "fetch-server", VARIANTS);
  return [
    ...asking,
    { id: "observe.none", ...noneOf(asking, turns) },
    { id: "observe.subscribed", ...lost(turns, "subscribed") },
    { id: "observe.subscribed-cpu", ...cpu(turns, "subscribed") },
    { id: "observe.observed", ...lost(turns, "observed") },
    { id: "observe.observed-cpu", ...cpu(turns, "observed") },
  ];
}

/** The nanoseconds of the question, in percent of those that a bare request takes. */
function noneOf(asking: readonly Figure[], turns: Turns): Spread {
  const askNs = asking[0]?.value ?? NaN;
  return spreadOf((turns.get("bare") ?? []).map(({ perSecond }) => askNs * perSecond / 1e7));
}

/** How much throughput is lost beside the same server, unwatched. */
function lost(turns: Turns, variant: Variant): Spread {
  return spreadOf(
    perRound(turns, variant, ({ perSecond }) => perSecond).map((kept) => (1 - kept) * 100),
  );
}

function cpu(turns: Turns, variant: Variant): Spread {
  return spreadOf(perRound(turns, variant, ({ cpuUs }) => cpuUs));
}

function perRound(turns: Turns, variant: Variant, pick: (turn: Turn) => number): number[] {
  const bases = turns.get("serve") ?? [];
  return (turns.get(variant) ?? []).map((turn, round) => {
    const base = bases[round];
    return base === undefined ? NaN : pick(turn) / pick(base);
  });
}
