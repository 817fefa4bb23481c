import type { MetricDefinition } from "./definitions.ts";

/** The labels of one value, by name. The values are names that the program has given, or words of ours. */
export type Labels = Readonly<Record<string, string>>;

/** Is told what happens, as it happens. What it throws is shown as the event `error.caught`. */
export interface MetricSink {
  /** A counter has gone up by `value`. */
  add(definition: MetricDefinition, value: number, labels: Labels): void;
  /** A histogram has one value more. Times are in seconds. */
  record(definition: MetricDefinition, value: number, labels: Labels): void;
  /**
   * A value may come one day: whoever shows it with nothing in it until then lets others see its
   * first increase.
   */
  declare?(definition: MetricDefinition, labels: Labels): void;
}

/** One value that was read: of a gauge, or how far a counter has come since the life began. */
export interface Reading {
  /** Of what. */
  readonly definition: MetricDefinition;
  /** How much. Times are in seconds. */
  readonly value: number;
  /** Which of several. */
  readonly labels: Labels;
}
