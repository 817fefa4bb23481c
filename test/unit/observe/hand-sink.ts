import type { LoopDelay, Measurement, MetricSink } from "../../../src/observe/mod.ts";
import { release } from "../../../src/core/mod.ts";

/** A sink that keeps what it is told, as one line each: `name{labels} value`. */
export interface HandSink extends MetricSink {
  readonly told: string[];
  /** What was declared, in the same way. */
  readonly declared: string[];
  /** The lines of one metric. */
  of(name: string): readonly string[];
}

export function handSink(): HandSink {
  const told: string[] = [];
  const declared: string[] = [];
  const tell: MetricSink["add"] = ({ name }, value, labels) =>
    void told.push(lineOf(name, labels, value));
  return {
    told,
    declared,
    declare: ({ name }, labels) => void declared.push(lineOf(name, labels, 0)),
    add: tell,
    record: tell,
    of: (name) => told.filter((line) => line.startsWith(`${name}{`)),
  };
}

/** What a measurement reads of one metric, as lines. */
export function linesOf(measurement: Measurement, name: string): readonly string[] {
  return measurement.read().filter(({ definition }) => definition.name === name)
    .map(({ labels, value }) => lineOf(name, labels, value));
}

/** The event loop of a test that is not about it. */
export function noDelay(): LoopDelay {
  return { take: () => 0, release: release(() => {}) };
}

function lineOf(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
  return `${name}{${pairs.join()}} ${value}`;
}
