import type { Budget } from "../../../../src/manifest/mod.ts";

/** A manifest that is nearly wrong. */
export interface NearMiss {
  readonly text: string;
  /** Over the budget of a service that ends well. `false` for none at all. */
  readonly budget?: Partial<Budget> | false;
  readonly file?: string;
}

/** By the id of the rule that must stay silent, then by why. */
export type NearMisses = Readonly<Record<string, Readonly<Record<string, NearMiss>>>>;
