import { countText, durationText } from "../../picture/mod.ts";
import type { RequestClass, ScenarioResult, Verdict, VerifyResult } from "../../verify/mod.ts";
import type { Paint } from "../paint.ts";
import { findingsText } from "./findings.ts";
import { goneAfter, goneTitle } from "./gone.ts";
import { tableLines } from "./table.ts";
import { VERDICTS } from "./verdict.ts";
import { wrap } from "./wrap.ts";

/** How text is to be set. */
export interface Setting {
  readonly width: number;
  readonly paint: Paint;
}

/** The columns of counts, and what each word means where it is not zero. */
const CLASSES: readonly (readonly [name: RequestClass, meaning: string])[] = [
  ["answered", ""],
  ["refused", "turned away honestly (503, or no connection): a client can go elsewhere"],
  ["race", "crossed the end of an idle connection: a client may retry, and must notice"],
  ["lost", "accepted and never answered, or answered with an error"],
  ["cut", "the answer began and did not reach its end"],
  ["unjudged", "had not ended when the watch was over, or the watcher itself ended it"],
];

/** What a verification has shown, for people at a terminal. */
export function verificationText(result: VerifyResult, setting: Setting): string {
  const parts = [
    headText(result, setting),
    scenariosText(result, setting),
    legendText(result, setting),
    findingsText(result, setting),
    unjudgedText(result, setting),
    summaryText(result, setting),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headText(
  { subject, routes, rootStatus, interrupted, tookMs, tool }: VerifyResult,
  { width, paint }: Setting,
): string {
  const rounds = subject.rounds === 1 ? "" : `, ${subject.rounds} rounds`;
  const told = `${subject.signal}, and ${durationText(subject.graceMs)} until the platform kills`;
  const seen = routes.map(({ kind, method, path }) =>
    `${kind} ${method === "GET" ? "" : `${method} `}${path}`
  );
  return [
    paint("bold", wrap(subject.command.join(" "), width)),
    ...(interrupted ? [paint("yellow", "Interrupted: this is what was judged until then.")] : []),
    wrap(`${told}${rounds}; took ${durationText(tookMs)} (${tool.runtime})`, width),
    wrap(`Routes: ${seen.join(" · ") || noRoutes(rootStatus)}`, width, "  "),
  ].join("\n");
}

/** Says of a service without a route that could be used how it answers all the same. */
export function noRoutes(rootStatus: number | undefined): string {
  return rootStatus === undefined ? "none" : `none; / answers ${rootStatus}`;
}

function scenariosText(result: VerifyResult, { width, paint }: Setting): string {
  const { rounds } = result.subject;
  const judged = result.scenarios.filter(({ verdict }) => verdict !== "unjudged");
  if (judged.length === 0) return "";
  const classes = CLASSES.map(([name]) => name)
    .filter((name) => name === "answered" || judged.some(({ counts }) => counts[name] > 0));
  const columns = [
    { title: "Scenario" },
    { title: "Verdict" },
    ...[...classes, goneTitle(rounds)].map((title) => ({ title, side: "right" as const })),
  ];
  const table = tableLines(columns, judged.map((each) => rowOf(each, classes, rounds)), width);
  const [head = "", ...rows] = table;
  const lines = rows.map((row, index) => painted(row, judged[index]?.verdict ?? "pass", paint));
  return [paint("bold", head), ...lines].join("\n");
}

function painted(row: string, verdict: Verdict, paint: Paint): string {
  const { word, tone } = VERDICTS[verdict];
  return row.replace(new RegExp(`  ${word}\\b`), (found) => `  ${paint(tone, found.trimStart())}`);
}

function rowOf(
  { title, verdict, counts, figures, runs }: ScenarioResult,
  classes: readonly RequestClass[],
  rounds: number,
): readonly string[] {
  const { word } = VERDICTS[verdict];
  const gone = goneAfter(figures, rounds) ?? goneOf(runs);
  return [title, word, ...classes.map((name) => countText(counts[name])), gone];
}

function goneOf(runs: ScenarioResult["runs"]): string {
  return runs.some(({ exit }) => exit?.killed) ? "killed" : "–";
}

/** What the words of the table mean, for those of them that have happened. */
function legendText({ scenarios }: VerifyResult, { width }: Setting): string {
  return CLASSES
    .filter(([name, meaning]) => meaning !== "" && scenarios.some(({ counts }) => counts[name] > 0))
    .map(([name, meaning]) => wrap(`  ${name}: ${meaning}`, width, "    "))
    .join("\n");
}

function unjudgedText({ scenarios }: VerifyResult, { width, paint }: Setting): string {
  const unjudged = scenarios.filter(({ verdict }) => verdict === "unjudged");
  if (unjudged.length === 0) return "";
  const groups = Map.groupBy(unjudged, ({ why = "" }) => shapeOf(why));
  const lines = [...groups.values()].map((those) => {
    const [{ why = "it said nothing of why" } = {}] = those;
    return wrap(`  ${those.map(({ title }) => title).join(", ")}: ${why}`, width, "    ");
  });
  return [paint("bold", "Unjudged, and what would help"), ...lines].join("\n");
}

/** What was said of two starts is alike but for ports, processes and times, and told once. */
function shapeOf(why: string): string {
  return why.split("\n", 1).join().replaceAll(/\d+/g, "#");
}

function summaryText({ scenarios, verdict }: VerifyResult, { paint }: Setting): string {
  const countOf = (wanted: Verdict): number =>
    scenarios.filter((each) => each.verdict === wanted).length;
  const counts = (Object.keys(VERDICTS) as readonly Verdict[])
    .map((each) => [countOf(each), each] as const)
    .filter(([count]) => count > 0)
    .map(([count, each]) => `${count} ${SUMMARY[each]}`);
  const { tone } = VERDICTS[verdict];
  if (counts.length === 0) return paint(tone, "Nothing was judged");
  const unstarted = scenarios.filter((each) => each.unstarted).length;
  const told = unstarted === 0 ? "" : `; the service could not be started in ${unstarted}`;
  return `${paint(tone, VERDICTS[verdict].word.toUpperCase())}: ${counts.join(", ")}${told}`;
}

const SUMMARY: Readonly<Record<Verdict, string>> = {
  pass: "passed",
  weak: "passed with a shortcoming",
  fail: "failed",
  unjudged: "unjudged",
};
