import type { Finding, ScenarioResult, VerifyResult } from "../../verify/mod.ts";
import type { Tone } from "../paint.ts";
import type { Setting } from "./verification.ts";
import { wrap } from "./wrap.ts";

interface Shown extends Finding {
  readonly scenario: ScenarioResult;
}

const TITLES: readonly (readonly [severity: Finding["severity"], title: string, tone: Tone])[] = [
  ["fault", "What is wrong", "red"],
  ["shortcoming", "What could be better", "yellow"],
  ["note", "Noted", "dim"],
];

/** What was found, each thing once, with what to do about it and the scenarios that show it. */
export function findingsText({ scenarios }: VerifyResult, setting: Setting): string {
  const all = scenarios.flatMap((scenario) =>
    scenario.findings.map((finding): Shown => ({ ...finding, scenario }))
  );
  return TITLES.flatMap(([severity, title, tone]) => {
    const those = all.filter((each) => each.severity === severity);
    if (those.length === 0) return [];
    const groups = Map.groupBy(those, ({ code, advice }) => `${code}\n${advice}`);
    const texts = [...groups.values()].map((group) => groupText(group, tone, setting));
    return [`${setting.paint("bold", title)}\n${texts.join("\n")}`];
  }).join("\n\n");
}

function groupText(group: readonly Shown[], tone: Tone, { width, paint }: Setting): string {
  const [first] = group;
  // Rounds differ in their counts only: the first stands for all.
  const kinds = Map.groupBy(group, ({ what }) => what.replaceAll(/\d+/g, "#"));
  const lines = [...kinds.values()].map((those) =>
    wrap(`    ${those[0]?.what} (${whereOf(those)})`, width, "      ")
  );
  const advice = first?.advice ? [wrap(`    → ${first.advice}`, width, "      ")] : [];
  return [`  ${paint(tone, first?.code ?? "")}`, ...lines, ...advice].join("\n");
}

function whereOf(those: readonly Shown[]): string {
  const byScenario = Map.groupBy(those, ({ scenario }) => scenario);
  return [...byScenario].map(([scenario, found]) => {
    const rounds = new Set(found.map(({ round }) => round)).size;
    const roundsOfAll = new Set(scenario.runs.map(({ round }) => round)).size;
    return roundsOfAll > 1 ? `${scenario.id}, ${rounds} of ${roundsOfAll} rounds` : scenario.id;
  }).join("; ");
}
