import { perRound } from "./http.ts";
import { loadRounds, type Turn } from "./load.ts";
import { spreadOf } from "./measure/median.ts";
import type { Figure } from "./measure/report.ts";
import type { RowId } from "./row.ts";
import type { Runtime } from "./runtime.ts";

type Turns = ReadonlyMap<string, readonly Turn[]>;

/** What is compared with what. */
interface Comparison {
  readonly id: Extract<RowId, `otel.${string}`>;
  readonly base: string;
  readonly variant: string;
}

const EVERYWHERE: readonly Comparison[] = [
  { id: "otel.no-sdk", base: "quiet", variant: "no-sdk" },
  { id: "otel.traced", base: "quiet", variant: "traced" },
];

/** OpenTelemetry's instrumentation of HTTP is there for Node only. */
const ON_NODE: readonly Comparison[] = [
  { id: "otel.instrumented", base: "bare", variant: "instrumented" },
  { id: "otel.instead", base: "instrumented", variant: "traced" },
  { id: "otel.both", base: "instrumented", variant: "both" },
];

/** What it costs a request that OpenTelemetry is told of it. */
export async function otelFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const comparisons = runtime.door === "node" ? [...EVERYWHERE, ...ON_NODE] : EVERYWHERE;
  const variants = new Set(comparisons.flatMap(({ base, variant }) => [base, variant]));
  const turns = await loadRounds(runtime, "otel-server", [...variants]);
  return comparisons.flatMap((comparison) => figuresOf(turns, comparison));
}

function figuresOf(turns: Turns, { id, base, variant }: Comparison): readonly Figure[] {
  const rate = perRound(turns, base, variant, ({ perSecond }) => perSecond);
  const cpu = perRound(turns, base, variant, ({ cpuUs }) => cpuUs);
  return [
    { id, ...spreadOf(rate.map((kept) => (1 - kept) * 100)) },
    // SAFETY: each comparison has a line for the CPU time as well.
    { id: `${id}-cpu` as RowId, ...spreadOf(cpu) },
  ];
}
