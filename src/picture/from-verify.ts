import type {
  Counts,
  Figures,
  Finding,
  RunRecord,
  ScenarioResult,
  VerifyResult,
} from "../verify/mod.ts";
import type { Advice, Entry, Picture, Section, Share, Table, View } from "./model.ts";
import { viewOfRun } from "./run-view.ts";
import { countText, dateText, durationText } from "./time-text.ts";
import { classBadge, CLASSES, severityBadge, verdictBadge } from "./tone.ts";

/** Besides the round that tells most, so many are drawn; all are in the data of the page. */
const MOST_OTHERS = 3;
const MOST_NAMED = 12;
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
  const { title, promise, verdict, why, findings, counts } = scenario;
  const runs = scenario.runs.toSorted((a, b) => badness(b, findings) - badness(a, findings));
  const drawn = runs.slice(0, 1 + MOST_OTHERS);
  return {
    title,
    promise,
    badge: verdictBadge(verdict),
    advice: [...(why === undefined ? [] : [unjudged(why)]), ...findings.map(adviceOf)],
    shares: sharesOf(counts),
    tables: tablesOf(scenario),
    views: drawn.map((run, index) => viewOf(run, index, runs.length, result)),
    leftOut: leftOut(runs.length - drawn.length),
  };
}

/** How much a round has to tell. A finding that names it counts most. */
function badness(
  { counts, round, exit, figures }: RunRecord,
  findings: readonly Finding[],
): number {
  const named = findings.filter((each) => each.round === round);
  const faults = named.filter(({ severity }) => severity === "fault").length;
  const ended = exit && !exit.killed ? 0 : 1;
  const slow = (figures.exitMs ?? 0) / 1e9;
  return faults * 1e6 + named.length * 1e5 + (counts.lost + counts.cut) * 100 + ended * 50 +
    counts.race + slow;
}

function unjudged(why: string): Advice {
  return { badge: verdictBadge("unjudged"), code: "", what: why, advice: "" };
}

function adviceOf({ severity, code, what, advice, requests = [], round }: Finding): Advice {
  const named = requests.slice(0, MOST_NAMED).map((id) => `#${id}`).join(", ");
  const more = requests.length > MOST_NAMED ? ` and ${requests.length - MOST_NAMED} more` : "";
  const shown = named === "" ? "" : ` (${named}${more})`;
  const where = round === undefined ? "" : `, in round ${round}`;
  return { badge: severityBadge(severity), code, what: `${what}${where}${shown}`, advice };
}

function sharesOf(counts: Counts): readonly Share[] {
  return CLASSES.toReversed().map((name) => ({ badge: classBadge(name), count: counts[name] }))
    .filter(({ count }) => count > 0);
}

const FIGURES: readonly (readonly [keyof Figures, string])[] = [
  ["reactionMs", "until the first reaction"],
  ["notReadyMs", "until it was not ready"],
  ["drainMs", "until the last request in flight had ended"],
  ["exitMs", "until the process was gone"],
];

function tablesOf({ figures, runs }: ScenarioResult): readonly Table[] {
  const times = FIGURES.flatMap(([key, name]) => {
    const all = figures[key];
    if (!all) return [];
    return [[name, ...[all.p50, all.p90, all.p99].map(durationText), countText(all.count)]];
  });
  const rounds = runs.map(({ round, counts, figures, exit }) => [
    String(round),
    ...CLASSES.map((name) => countText(counts[name])),
    figures.exitMs === undefined ? "not by itself" : durationText(figures.exitMs),
    exit ? exit.signal ?? `code ${exit.code}` : "still there",
  ]);
  return [
    { title: "Times after the signal", head: ["", "P50", "P90", "P99", "seen"], rows: times },
    {
      title: "Rounds",
      head: ["round", ...CLASSES, "gone after", "ended with"],
      rows: rounds.length > 1 ? rounds : [],
    },
  ].filter(({ rows }) => rows.length > 0);
}

function viewOf(run: RunRecord, index: number, rounds: number, { subject }: VerifyResult): View {
  const wrong = CLASSES.filter((name) => name !== "answered" && run.counts[name] > 0)
    .map((name) => `${countText(run.counts[name])} ${name}`);
  const worst = index === 0 && rounds > 1 ? ", the one that tells most" : "";
  const of = rounds > 1 ? `Round ${run.round} of ${rounds}${worst}` : "Timeline";
  return viewOfRun(run, subject, wrong.length === 0 ? of : `${of}: ${wrong.join(", ")}`);
}

function leftOut(rounds: number): string {
  if (rounds === 0) return "";
  return `${countText(rounds, "more round")} are in the data of this page, and not drawn.`;
}
