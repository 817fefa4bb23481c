import type { Budget } from "../../../src/manifest/mod.ts";
import { checkManifests, type CheckResult, type Finding } from "../../../src/manifest/mod.ts";

/** What a service that ends well says of itself. */
export function budgetOf(changes: Partial<Budget> = {}): Budget {
  return {
    identity: { service: "orders" },
    graceMs: 25_000,
    maxGraceMs: 25_000,
    delayMs: 5_000,
    probes: { live: ["/livez"], ready: ["/readyz"], started: ["/startupz"] },
    signals: { SIGTERM: "shutdown", SIGINT: "shutdown", SIGHUP: "reload", SIGQUIT: "dump" },
    ...changes,
  };
}

/** Looks at one text, by the name of its file. */
export function checked(text: string, budget?: Budget, file = "app.yaml"): CheckResult {
  return checkManifests([{ file, text }], budget ? { budgets: [budget] } : {});
}

/** Findings as `rule@line`, which is all that most tests ask for. */
export function places({ findings }: Pick<CheckResult, "findings">): readonly string[] {
  return findings.map(({ rule, line }) => `${rule}@${line}`);
}

/** The only finding of a rule. */
export function found({ findings }: CheckResult, rule: string): Finding | undefined {
  return findings.find((finding) => finding.rule === rule);
}
