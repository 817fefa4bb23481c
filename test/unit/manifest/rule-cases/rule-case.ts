import type { Budget } from "../../../../src/manifest/mod.ts";

/** A manifest, and what is to be told of it. */
export interface RuleCase {
  readonly text: string;
  readonly what: RegExp;
  readonly fix?: RegExp;
  readonly level?: "error" | "warning";
  /** Over the budget of a service that ends well. `false` for none at all. */
  readonly budget?: Partial<Budget> | false;
  readonly file?: string;
}

/** Cases by the id of their rule, then by what is wrong. */
export type RuleCases = Readonly<Record<string, Readonly<Record<string, RuleCase>>>>;
