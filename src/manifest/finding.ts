import type { Manifests } from "./model/manifests.ts";
import type { Position } from "./source/spot.ts";

/** `error`: requests or work are lost, or it does not run. `warning`: they may be. */
export type Level = "error" | "warning";

/** One thing that was found. */
export interface Finding extends Position {
  /** The id of the rule. */
  readonly rule: string;
  readonly level: Level;
  /** `Deployment "orders"`. */
  readonly subject: string;
  /** Where in the document: `spec.template.spec.containers[0].livenessProbe`. */
  readonly path: string;
  /** What was found, with its figures. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** What to write instead, as text or as YAML. */
  readonly fix: string;
}

/** What a rule tells of one place. */
export interface Found {
  readonly at: Position & { readonly path?: string };
  readonly subject: string;
  readonly what: string;
  readonly fix: string;
  /** Default: that of the rule. */
  readonly level?: Level;
}

/** One thing that is looked for. */
export interface Rule {
  /** Never changes its meaning. */
  readonly id: string;
  /** The usual one. */
  readonly level: Level;
  /** Where the other level is told. Missing: nowhere. */
  readonly otherwise?: { readonly level: Level; readonly when: string };
  /** What is looked for, in a few words. */
  readonly title: string;
  /** Why it matters, on its own. */
  readonly why: string;
  /** Where the platform's own documentation says so. */
  readonly sources: readonly [string, ...string[]];
  find(manifests: Manifests): Iterable<Found>;
}

/** Does what a rule says. */
export function findingsOf(rule: Rule, manifests: Manifests): readonly Finding[] {
  return [...rule.find(manifests)].map(({ at, level = rule.level, ...found }) => ({
    rule: rule.id,
    level,
    file: at.file,
    line: at.line,
    column: at.column,
    path: at.path ?? "",
    ...found,
    why: rule.why,
  }));
}
