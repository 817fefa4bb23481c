import type { RuntimeName } from "../runtime.ts";

/** What a figure is measured in. */
export type Unit = "x" | "ns" | "us" | "ms" | "B" | "kB" | "MB" | "%";

/** One line of the table: what is measured, and what it should be. */
export interface Row {
  readonly title: string;
  readonly unit: Unit;
  /** The most it may be; with `atLeast` the least. Without a goal the figure is there to compare. */
  readonly goal?: number;
  readonly atLeast?: true;
  /** Where the goal is another one. */
  readonly goalOn?: Partial<Record<RuntimeName, number>>;
}

/** Lines by their id. */
export type Rows = Readonly<Record<string, Row>>;
