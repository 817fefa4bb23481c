// Makes docs/comparison.md from the results that are kept.
import type { ScenarioResult } from "../../src/verify/mod.ts";
import { RUNTIMES } from "../runtime.ts";
import { cells, nameOf, type Outcome, type Shown } from "./cell.ts";
import { type Candidate, type Feature, FEATURES, FIELD } from "./field.ts";
import { figuresTable } from "./figure.ts";
import { NOTES } from "./note.ts";
import { reasonsOf } from "./reason.ts";
import { tableOf } from "./table.ts";
import { ABOUT, FAIRNESS, KEY } from "./text.ts";
import { verdictText } from "./verdict.ts";
import { ownVersion, pinned } from "./version.ts";

/** The whole document. What was never run is not in it. */
export function comparison(kept: ReadonlyMap<string, Outcome>): string {
  const shown = cells().flatMap((cell) => {
    const outcome = kept.get(nameOf(cell));
    return outcome ? [{ cell, outcome }] : [];
  });
  return [
    ABOUT,
    runText(shown),
    "## Verdicts\n",
    KEY,
    ...Object.keys(RUNTIMES).map((name) => verdicts(shown, name)),
    "## Figures\n",
    figuresTable(shown),
    "## What each scenario asks\n",
    promises(shown),
    "## What each offers\n",
    offers(),
    "## Why each fails\n",
    ...FIELD.map((candidate) => section(candidate, shown)),
    FAIRNESS,
  ].filter((text) => text !== "").join("\n");
}

function runText(shown: readonly Shown[]): string {
  const days = shown.map(({ outcome }) => outcome.result.startedAt.slice(0, 10)).toSorted();
  const runtimes = [...new Set(shown.map(({ outcome }) => outcome.runtimeTitle))];
  const span = [...new Set([days.at(0), days.at(-1)])].join(" to ");
  return `Run ${span}, quiesce ${ownVersion()}, on ${runtimes.join(", ")}.\n`;
}

function verdicts(all: readonly Shown[], runtime: string): string {
  const shown = all.filter(({ cell }) => cell.runtime.name === runtime);
  if (shown.length === 0) return "";
  const head = ["scenario", ...shown.map(({ cell }) => cell.candidate.name)];
  const rows = scenariosOf(shown).map(({ id }) => [
    `\`${id}\``,
    ...shown.map(({ cell, outcome }) => verdictText(cell.candidate, resultOf(outcome, id))),
  ]);
  return `### On ${shown[0]?.outcome.runtimeTitle}\n\n${tableOf(head, rows)}\n`;
}

function promises(shown: readonly Shown[]): string {
  const rows = scenariosOf(shown).map(({ id, promise }) => [`\`${id}\``, promise]);
  return `${tableOf(["scenario", "what a careful server does"], rows)}\n`;
}

function offers(): string {
  const features = Object.keys(FEATURES) as Feature[];
  const rows = FIELD.map((candidate) => [
    `[${candidate.name}](${candidate.documentation})`,
    features.filter((feature) => candidate.offers.includes(feature)).join(", "),
    features.filter((feature) => !candidate.offers.includes(feature)).join(", "),
  ]);
  const meanings = features.map((feature) => `- **${feature}**: ${FEATURES[feature]}`);
  return `${tableOf(["", "offers", "left to the user"], rows)}\n\n${meanings.join("\n")}\n`;
}

function section(candidate: Candidate, all: readonly Shown[]): string {
  const shown = all.filter(({ cell }) => cell.candidate === candidate);
  if (shown.length === 0) return "";
  return [
    `### ${candidate.name}\n`,
    candidate.packages.length > 0 ? `${candidate.packages.map(pinned).join(", ")}.\n` : "",
    NOTES[candidate.name] === undefined ? "" : `${NOTES[candidate.name]}\n`,
    ...shown.map((each) => reasons(each, shown.length > 1)),
  ].filter((text) => text !== "").join("\n");
}

function reasons({ cell, outcome }: Shown, isOneOfMany: boolean): string {
  const found = reasonsOf(cell.candidate, outcome.result.scenarios);
  const text = found.length > 0 ? found : ["- Passes everything."];
  return [...(isOneOfMany ? [`On ${outcome.runtimeTitle}:\n`] : []), ...text, ""].join("\n");
}

/** Every scenario of any outcome, in the order in which they are told. */
function scenariosOf(shown: readonly Shown[]): readonly ScenarioResult[] {
  const all = shown.flatMap(({ outcome }) => outcome.result.scenarios);
  const first = new Map(all.toReversed().map((result) => [result.id, result]));
  return [...new Set(all.map(({ id }) => id))].flatMap((id) => first.get(id) ?? []);
}

function resultOf({ result }: Outcome, id: string): ScenarioResult | undefined {
  return result.scenarios.find((scenario) => scenario.id === id);
}
