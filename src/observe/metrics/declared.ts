import type { Lifecycle, ReasonKind } from "../../core/mod.ts";
import { attempt } from "./attempt.ts";
import { type MetricDefinition, METRICS } from "./definitions.ts";
import type { Labels, MetricSink } from "./sink.ts";
import { OUTCOMES } from "./told.ts";

const REASONS: readonly ReasonKind[] = Object.keys(
  {
    call: true,
    signal: true,
    deadline: true,
    failure: true,
    client: true,
    idle: true,
    decay: true,
    peer: true,
  } satisfies Record<ReasonKind, true>,
) as ReasonKind[];

/**
 * What alerts ask for, with all labels that it can have. Of `shutdown` only what is usual: every
 * reason with every outcome would be six hundred lines, and alerts ask `budgetUsed`.
 */
const FIRST: readonly (readonly [MetricDefinition, Labels])[] = [
  [METRICS.compensationFailures, {}],
  ...REASONS.map((reason) => [METRICS.forced, { reason }] as const),
  ...OUTCOMES.map((outcome) => [METRICS.budgetUsed, { outcome }] as const),
  ...OUTCOMES.map((outcome) => [METRICS.shutdown, { reason: "signal", outcome }] as const),
];

/** Tells `sink` which series there will be. */
export function declareFirst(life: Lifecycle, sink: MetricSink): void {
  for (const [definition, labels] of FIRST) {
    attempt(life, () => sink.declare?.(definition, labels));
  }
}
