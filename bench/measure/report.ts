import type { RowId } from "../row.ts";
import type { Spread } from "./median.ts";

/** One measured figure, as a program hands it to the table. */
export interface Figure {
  readonly id: RowId;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** What the figure cannot say. */
  readonly note?: string;
}

/** Hands a figure to the program that prints the table: one line of JSON on stdout. */
export function report(id: RowId, { value, low, high }: Partial<Spread>, note?: string): void {
  console.log(JSON.stringify({ id, value, low, high, note }));
}
