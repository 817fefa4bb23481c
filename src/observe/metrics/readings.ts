import { type Identity, type Lifecycle, scopeCensus } from "../../core/mod.ts";
import { STATES } from "../states.ts";
import { METRICS } from "./definitions.ts";
import type { Labels, Reading } from "./sink.ts";

/** What is known of a life besides what it can be asked for. */
export interface Noted {
  /** How much was cut, by the name of the gate. */
  readonly cut: ReadonlyMap<string, number>;
  /** By how much the event loop was held up. */
  readonly heldMs: number;
  /** When the shutdown began, by the calendar; 0 when none has. */
  readonly startedMs: number;
}

/** What gates of one name hold together. */
interface GateCount {
  short: number;
  longLived: number;
  refused: number;
}

/** Reads everything of `life` that is not told when it happens. */
export function readings(life: Lifecycle, { cut, heldMs, startedMs }: Noted): Reading[] {
  return [
    ...STATES.map((state): Reading => {
      return { definition: METRICS.state, value: Number(life.state === state), labels: { state } };
    }),
    ...[...gateCounts(life)].flatMap(([gate, count]) => ofGate(gate, count, cut.get(gate) ?? 0)),
    ...ofScopes(life),
    seconds("eventLoopDelay", heldMs),
    seconds("grace", life.graceMs),
    seconds("shutdownStarted", startedMs),
    { definition: METRICS.info, value: 1, labels: labelsOf(life.identity) },
  ];
}

/** Several gates may have one name; what is exported would then be there twice. */
function gateCounts(life: Lifecycle): ReadonlyMap<string, GateCount> {
  const counts = new Map<string, GateCount>();
  for (const gate of life.gates()) {
    const { inFlight, longLived, refused } = gate.stats();
    const count = counts.get(gate.name) ?? { short: 0, longLived: 0, refused: 0 };
    counts.set(gate.name, count);
    count.short += inFlight - longLived;
    count.longLived += longLived;
    count.refused += refused;
  }
  return counts;
}

function ofGate(gate: string, { short, longLived, refused }: GateCount, cut: number): Reading[] {
  const { inFlight } = METRICS;
  return [
    { definition: inFlight, value: short, labels: { gate, class: "short" } },
    { definition: inFlight, value: longLived, labels: { gate, class: "long_lived" } },
    { definition: METRICS.refused, value: refused, labels: { gate } },
    { definition: METRICS.cut, value: cut, labels: { gate } },
  ];
}

function ofScopes(life: Lifecycle): Reading[] {
  return Object.entries(scopeCensus(life.scope)).map(([state, value]) => {
    return { definition: METRICS.openScopes, value, labels: { state } };
  });
}

function seconds(name: "eventLoopDelay" | "grace" | "shutdownStarted", ms: number): Reading {
  return { definition: METRICS[name], value: ms / 1_000, labels: {} };
}

function labelsOf({ podUid, ...identity }: Identity): Labels {
  const all = { ...identity, pod_uid: podUid };
  return Object.fromEntries(Object.entries(all).filter(isGiven));
}

function isGiven(entry: readonly [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}
