import { loadRounds, type Turn } from "./load.ts";
import { type Spread, spreadOf } from "./measure/median.ts";
import type { Figure } from "./measure/report.ts";
import { installPeers } from "./install-peers.ts";
import type { RowId } from "./row.ts";
import type { Runtime } from "./runtime.ts";

const PEERS = ["http-terminator", "stoppable", "terminus", "lightship"] as const;

/** What counting requests costs a server under load. */
export async function httpFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const fetch = await loadRounds(runtime, "fetch-server", ["bare", "serve"]);
  return [
    ...compared(fetch, "bare", "serve", "http.serve"),
    ...await honoFigures(runtime),
  ];
}

async function honoFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const peers = runtime.door === "node" ? PEERS : [];
  if (peers.length > 0) installPeers();
  const turns = await loadRounds(runtime, "hono-server", ["no-op", "quiesce", ...peers]);
  return [
    ...compared(turns, "no-op", "quiesce", "hono.quiesce"),
    ...peers.flatMap((peer) => compared(turns, "no-op", peer, `hono.${peer}`)),
  ];
}

type Compared = "http.serve" | "hono.quiesce" | `hono.${typeof PEERS[number]}`;

function compared(
  turns: ReadonlyMap<string, readonly Turn[]>,
  base: string,
  variant: string,
  id: Compared,
): readonly Figure[] {
  const rate = perRound(turns, base, variant, ({ perSecond }) => perSecond);
  const cpu = perRound(turns, base, variant, ({ cpuUs }) => cpuUs);
  return [
    { id: id satisfies RowId, ...spreadOf(rate.map((kept) => (1 - kept) * 100)) },
    { id: `${id}-cpu` satisfies RowId, ...spreadOf(cpu) } as { readonly id: RowId } & Spread,
  ];
}

/** The variant's figure by that of the base in the same round. */
export function perRound(
  turns: ReadonlyMap<string, readonly Turn[]>,
  base: string,
  variant: string,
  pick: (turn: Turn) => number,
): number[] {
  const bases = turns.get(base) ?? [];
  return (turns.get(variant) ?? []).map((turn, round) => {
    const other = bases[round];
    return other === undefined ? NaN : pick(turn) / pick(other);
  });
}
