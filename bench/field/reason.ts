import type { Finding, ScenarioResult } from "../../src/verify/mod.ts";
import type { Candidate } from "./field.ts";
import { isLeftToUser } from "./verdict.ts";

interface Reason {
  readonly finding: Finding;
  readonly scenarios: readonly string[];
}

/** Why a candidate fails what it fails: what was found, once, with the scenarios that show it. */
export function reasonsOf(candidate: Candidate, results: readonly ScenarioResult[]): string[] {
  const claimed = results.filter((result) => !isLeftToUser(candidate, result));
  const left = results.filter((result) => isLeftToUser(candidate, result));
  return [
    ...lines("Fails", grouped(claimed, "fault")),
    ...lines("Passes, but", grouped(claimed, "shortcoming")),
    ...lines("Left to the user", [...grouped(left, "fault"), ...grouped(left, "shortcoming")]),
    ...notJudged(results),
  ];
}

function lines(head: string, reasons: readonly Reason[]): string[] {
  return reasons.map(({ finding, scenarios }) => {
    const where = scenarios.map((id) => `\`${id}\``).join(", ");
    return `- ${head} ${where}: ${finding.what}.`;
  });
}

/** Findings that say the same but for their numbers are one. */
function grouped(
  results: readonly ScenarioResult[],
  severity: Finding["severity"],
): readonly Reason[] {
  const found = results.flatMap(({ id, findings }) =>
    findings.filter((finding) => finding.severity === severity).map((finding) => ({ id, finding }))
  );
  const same = Map.groupBy(
    found,
    ({ finding: { code, what } }) => `${code} ${what.replaceAll(/\d+/g, "0")}`,
  );
  return [...same.values()].map((those) => ({
    finding: (those[0] as typeof found[number]).finding,
    scenarios: [...new Set(those.map(({ id }) => id))],
  }));
}

function notJudged(results: readonly ScenarioResult[]): string[] {
  const why = Map.groupBy(
    results.filter(({ verdict }) => verdict === "unjudged"),
    (result) => result.why ?? "it could not be seen",
  );
  return [...why].map(([text, those]) =>
    `- Not judged ${those.map(({ id }) => `\`${id}\``).join(", ")}: ${text}.`
  );
}
