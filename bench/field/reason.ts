import type { Finding, ScenarioResult } from "../../src/verify/mod.ts";
import type { Candidate } from "./field.ts";
import { isLeftToUser } from "./verdict.ts";

interface Found {
  readonly id: string;
  readonly finding: Finding;
}

/** Why a candidate fails what it fails: what was found, once, with the scenarios that show it. */
export function reasonsOf(candidate: Candidate, results: readonly ScenarioResult[]): string[] {
  const isLeft = (result: ScenarioResult): boolean => isLeftToUser(candidate, result);
  const claimed = results.filter((result) => !isLeft(result));
  return [
    ...grouped(claimed, "fault").map((those) => `- Fails ${told(those)}`),
    ...grouped(claimed, "shortcoming").map((those) =>
      `- Passes, with a shortcoming, ${told(those)}`
    ),
    ...grouped(results.filter(isLeft), "fault").map((those) =>
      `- Left to the user: ${told(those)}`
    ),
    ...notJudged("Left to the user", results.filter(isLeft)),
    ...notJudged("Not judged", claimed),
  ];
}

/** The scenarios, and what was found in the first of them. */
function told(those: readonly Found[]): string {
  const [first] = those;
  return `${listed(those.map(({ id }) => id))}: ${first?.finding.what}.`;
}

/** Findings that say the same, but for numbers and names, go together. */
function grouped(
  results: readonly ScenarioResult[],
  severity: Finding["severity"],
): readonly (readonly Found[])[] {
  const found = results.flatMap(({ id, findings }) =>
    findings.filter((finding) => finding.severity === severity).map((finding) => ({ id, finding }))
  );
  return [...Map.groupBy(found, ({ finding }) => `${finding.code} ${gist(finding.what)}`).values()];
}

function gist(what: string): string {
  return what.replaceAll(/, while .*|; in flight .*|\([^)]*\)|"[^"]*"|[\d.]+/g, "");
}

function notJudged(head: string, results: readonly ScenarioResult[]): string[] {
  const why = Map.groupBy(
    results.filter(({ verdict }) => verdict === "unjudged"),
    // What follows tells how to make it judgeable, which is for users of the judge.
    (result) => result.why?.split(/[:;]/)[0] ?? "it could not be seen",
  );
  return [...why].map(([text, those]) =>
    `- ${head}: ${listed(those.map(({ id }) => id))}, ${text}.`
  );
}

function listed(ids: readonly string[]): string {
  return [...new Set(ids)].map((id) => `\`${id}\``).join(", ");
}
