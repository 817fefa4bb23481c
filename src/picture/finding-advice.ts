import type { Finding, RunRecord, ScenarioResult } from "../verify/mod.ts";
import type { Advice } from "./model.ts";
import { roundsOf, variantsOf } from "./run-name.ts";
import { countText } from "./time-text.ts";
import { rankOf, severityBadge } from "./tone.ts";

const MOST_REQUESTS = 12;
const MOST_ROUNDS = 5;

/** What was found, worst first. What several rounds have shown in the same way stands there once. */
export function adviceOfFindings({ findings, runs }: ScenarioResult): readonly Advice[] {
  const groups = [...Map.groupBy(findings, likenessOf).values()];
  return groups.toSorted((a, b) => rankOfGroup(a) - rankOfGroup(b))
    .flatMap((alike) => adviceOf(alike, runs));
}

/** Rounds differ in their figures only. */
function likenessOf({ severity, code, what, advice }: Finding): string {
  return [severity, code, advice, what.replaceAll(/\d+/g, "#")].join("\n");
}

function rankOfGroup(alike: readonly Finding[]): number {
  return Math.min(...alike.map(({ severity }) => rankOf(severityBadge(severity).tone)));
}

function adviceOf(alike: readonly Finding[], runs: readonly RunRecord[]): readonly Advice[] {
  const [first] = alike;
  if (!first) return [];
  const { severity, code, what, advice } = first;
  const where = [variantText(alike, runs), roundText(alike, runs), requestText(first, runs)]
    .filter((part) => part !== "").join("; ");
  const told = where === "" ? what : `${what} (${where})`;
  return [{ badge: severityBadge(severity), code, what: told, advice }];
}

function variantText(alike: readonly Finding[], runs: readonly RunRecord[]): string {
  if (variantsOf(runs).length < 2) return "";
  return [...new Set(alike.flatMap(({ variant }) => variant ?? []))].join(", ");
}

function roundText(alike: readonly Finding[], runs: readonly RunRecord[]): string {
  const all = roundsOf(runs).length;
  const rounds = [...new Set(alike.flatMap(({ round }) => round ?? []))];
  if (all < 2 || rounds.length === 0) return "";
  if (rounds.length === all) return `all ${all} rounds`;
  if (rounds.length > MOST_ROUNDS) return `${rounds.length} of ${all} rounds`;
  return `${rounds.length === 1 ? "round" : "rounds"} ${rounds.join(", ")} of ${all}`;
}

/** Each round has its own numbers, so that only those of one are told. */
function requestText({ requests = [], round }: Finding, runs: readonly RunRecord[]): string {
  if (requests.length === 0) return "";
  const named = requests.slice(0, MOST_REQUESTS).map((id) => `#${id}`).join(", ");
  const rest = requests.length - MOST_REQUESTS;
  const more = rest > 0 ? ` and ${countText(rest)} more` : "";
  const where = roundsOf(runs).length > 1 && round !== undefined ? ` of round ${round}` : "";
  return `${named}${more}${where}`;
}
