import type { Counts, Finding, RunRecord, ScenarioResult, VerifyResult } from "../verify/mod.ts";
import { tablesOf } from "./figure-table.ts";
import { adviceOfFindings } from "./finding-advice.ts";
import type { Advice, Entry, Picture, Section, Share, Table, View } from "./model.ts";
import { runName, variantsOf } from "./run-name.ts";
import { viewOfRun } from "./run-view.ts";
import { countText, dateText, durationText } from "./time-text.ts";
import { classBadge, CLASSES, verdictBadge } from "./tone.ts";

/** Besides the run that tells most, so many are drawn; all are in the data of the page. */
const MOST_OTHERS = 3;
const MOST_TITLE = 60;

/** The picture of a whole verification, a section for each scenario. */
export function pictureOfVerification(result: VerifyResult): Picture {
  return {
    title: `Shutdown of ${shortened(result.subject.command.join(" "))}`,
    badge: verdictBadge(result.verdict),
    summary: summaryOf(result),
    entries: entriesOf(result),
    tables: [routesOf(result)].filter(({ rows }) => rows.length > 0),
    sections: result.scenarios.map((scenario) => sectionOf(scenario, result)),
  };
}

function shortened(text: string): string {
  return text.length <= MOST_TITLE ? text : `${text.slice(0, MOST_TITLE - 1)}…`;
}

function summaryOf({ scenarios }: VerifyResult): string {
  const words: readonly (readonly [ScenarioResult["verdict"], string])[] = [
    ["fail", "failed"],
    ["weak", "passed with a shortcoming"],
    ["pass", "passed"],
    ["unjudged", "could not be judged"],
  ];
  const parts = words.map(([verdict, text]) => ({
    text,
    count: scenarios.filter((each) => each.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const counted = parts.map(({ text, count }) => `${count} ${text}`).join(", ");
  return `${countText(scenarios.length, "scenario")}: ${counted || "none was tried"}.`;
}

function entriesOf({ subject, tool, startedAt, tookMs }: VerifyResult): readonly Entry[] {
  return [
    { name: "command", value: subject.command.join(" ") },
    ...(subject.url === "" ? [] : [{ name: "address", value: subject.url }]),
    { name: "signal", value: subject.signal },
    { name: "grace period", value: durationText(subject.graceMs) },
    { name: "rounds", value: countText(subject.rounds) },
    { name: "started", value: dateText(startedAt) },
    { name: "took", value: durationText(tookMs) },
    { name: "judged by", value: `quiesce ${tool.version} on ${tool.runtime}` },
  ];
}

function routesOf({ routes }: VerifyResult): Table {
  const rows = routes.map(({ kind, method, path, status, tookMs }) => [
    kind,
    `${method} ${path}`,
    String(status),
    durationText(tookMs),
  ]);
  return { title: "Routes", head: ["kind", "request", "status", "took"], rows };
}

function sectionOf(scenario: ScenarioResult, result: VerifyResult): Section {
  const { title, promise, verdict, why, counts } = scenario;
  const runs = ordered(scenario);
  const drawn = runs.slice(0, 1 + MOST_OTHERS);
  return {
    title,
    promise,
    badge: verdictBadge(verdict),
    advice: [...(why === undefined ? [] : [unjudged(why)]), ...adviceOfFindings(scenario)],
    shares: sharesOf(counts),
    tables: tablesOf(scenario),
    views: drawn.map((run, index) => viewOf(run, index, runs, result)),
    leftOut: leftOut(runs.length - drawn.length, runs),
  };
}

/** How much a run has to tell. A finding that names it counts most. */
function badness(
  { counts, round, variant, exit, figures }: RunRecord,
  findings: readonly Finding[],
): number {
  const named = findings.filter((each) => each.round === round && each.variant === variant);
  const faults = named.filter(({ severity }) => severity === "fault").length;
  const ended = exit && !exit.killed ? 0 : 1;
  const slow = (figures.exitMs ?? 0) / 1e9;
  return faults * 1e6 + named.length * 1e5 + (counts.lost + counts.cut) * 100 + ended * 50 +
    counts.race + slow;
}

function unjudged(why: string): Advice {
  return { badge: verdictBadge("unjudged"), code: "", what: why, advice: "" };
}

function sharesOf(counts: Counts): readonly Share[] {
  return CLASSES.toReversed().map((name) => ({ badge: classBadge(name), count: counts[name] }))
    .filter(({ count }) => count > 0);
}

/** The one that tells most comes first, then those that tell most of the other variants. */
function ordered({ runs, findings }: ScenarioResult): readonly RunRecord[] {
  const sorted = runs.toSorted((a, b) => badness(b, findings) - badness(a, findings));
  const variants = Map.groupBy(sorted, ({ variant }) => variant);
  const worst = [...variants.values()].flatMap(([first]) => first ?? []);
  return [...worst, ...sorted.filter((run) => !worst.includes(run))];
}

function viewOf(
  run: RunRecord,
  index: number,
  all: readonly RunRecord[],
  { subject }: VerifyResult,
): View {
  const wrong = CLASSES.filter((name) => name !== "answered" && run.counts[name] > 0)
    .map((name) => `${countText(run.counts[name])} ${name}`);
  const worst = index === 0 && all.length > 1 ? ", the one that tells most" : "";
  const title = `${runName(run, all) || "Timeline"}${worst}`;
  return viewOfRun(run, subject, wrong.length === 0 ? title : `${title}: ${wrong.join(", ")}`);
}

function leftOut(count: number, runs: readonly RunRecord[]): string {
  if (count === 0) return "";
  const noun = variantsOf(runs).length > 1 ? "more run" : "more round";
  const verb = count === 1 ? "is" : "are";
  return `${countText(count, noun)} ${verb} in the data of this page, and not drawn.`;
}
