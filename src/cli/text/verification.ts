import { countText, durationText } from "../../picture/mod.ts";
import type { RequestClass, ScenarioResult, Verdict, VerifyResult } from "../../verify/mod.ts";
import type { Paint } from "../paint.ts";
import { findingsText } from "./findings.ts";
import { tableLines } from "./table.ts";
import { VERDICTS } from "./verdict.ts";
import { wrap } from "./wrap.ts";

/** How text is to be set. */
export interface Setting {
  readonly width: number;
  readonly paint: Paint;
}

/** The columns of counts, and what each word means where it is not zero. */
const CLASSES: readonly (readonly [name: RequestClass, title: string, meaning: string])[] = [
  ["answered", "answered", ""],
  ["refused", "refused", "turned away honestly (503, or no connection): a client can go elsewhere"],
  ["race", "raced", "crossed the end of an idle connection: a client may retry, and must notice"],
  ["lost", "lost", "accepted and never answered, or answered with an error"],
  ["cut", "cut", "the answer began and did not reach its end"],
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
  { subject, routes, tookMs, tool }: VerifyResult,
  { width, paint }: Setting,
): string {
  const rounds = subject.rounds === 1 ? "" : `, ${subject.rounds} rounds`;
  const told = `${subject.signal}, and ${durationText(subject.graceMs)} until the platform kills`;
  const seen = routes.map(({ kind, method, path }) =>
    `${kind} ${method === "GET" ? "" : `${method} `}${path}`
  );
  return [
    paint("bold", wrap(subject.command.join(" "), width)),
    wrap(`${told}${rounds}; took ${durationText(tookMs)} (${tool.runtime})`, width),
    wrap(`Routes: ${seen.join(" · ") || "none"}`, width, "  "),
  ].join("\n");
}

function scenariosText(result: VerifyResult, { paint }: Setting): string {
  const judged = result.scenarios.filter(({ verdict }) => verdict !== "unjudged");
  if (judged.length === 0) return "";
  const columns = [
    { title: "Scenario" },
    { title: "Verdict" },
    ...CLASSES.map(([, title]) => ({ title, side: "right" as const })),
    {
      title: result.subject.rounds > 1 ? "gone after P50/P90/P99" : "gone after",
      side: "right" as const,
    },
  ];
  const [head = "", ...rows] = tableLines(
    columns,
    judged.map((each) => rowOf(each, result.subject.rounds)),
  );
  const lines = rows.map((row, index) => painted(row, judged[index]?.verdict ?? "pass", paint));
  return [paint("bold", head), ...lines].join("\n");
}

function painted(row: string, verdict: Verdict, paint: Paint): string {
  const { word, tone } = VERDICTS[verdict];
  return row.replace(new RegExp(`  ${word}\\b`), (found) => `  ${paint(tone, found.trimStart())}`);
}

function rowOf(
  { title, verdict, counts, figures, runs }: ScenarioResult,
  rounds: number,
): readonly string[] {
  const { exitMs } = figures;
  // One round may start several processes: the slowest of them tells.
  const times = exitMs && (rounds > 1 ? [exitMs.p50, exitMs.p90, exitMs.p99] : [exitMs.p99]);
  const gone = times ? times.map(durationText).join(" / ") : goneOf(runs);
  const { word } = VERDICTS[verdict];
  return [title, word, ...CLASSES.map(([name]) => countText(counts[name])), gone];
}

function goneOf(runs: ScenarioResult["runs"]): string {
  return runs.some(({ exit }) => exit?.killed) ? "killed" : "–";
}

/** What the words of the table mean, for those of them that have happened. */
function legendText({ scenarios }: VerifyResult, { width }: Setting): string {
  return CLASSES
    .filter(([name, , meaning]) =>
      meaning !== "" && scenarios.some(({ counts }) => counts[name] > 0)
    )
    .map(([, title, meaning]) => wrap(`  ${title}: ${meaning}`, width, "    "))
    .join("\n");
}

function unjudgedText({ scenarios }: VerifyResult, { width, paint }: Setting): string {
  const unjudged = scenarios.filter(({ verdict }) => verdict === "unjudged");
  if (unjudged.length === 0) return "";
  const groups = Map.groupBy(unjudged, ({ why = "it said nothing of why" }) => why);
  const lines = [...groups].map(([why, those]) =>
    wrap(`  ${those.map(({ title }) => title).join(", ")}: ${why}`, width, "    ")
  );
  return [paint("bold", "Not judged, and what would help"), ...lines].join("\n");
}

function summaryText({ scenarios, verdict }: VerifyResult, { paint }: Setting): string {
  const countOf = (wanted: Verdict): number =>
    scenarios.filter((each) => each.verdict === wanted).length;
  const counts = (Object.keys(VERDICTS) as readonly Verdict[])
    .map((each) => [countOf(each), each] as const)
    .filter(([count]) => count > 0)
    .map(([count, each]) => `${count} ${SUMMARY[each]}`);
  const { tone } = VERDICTS[verdict];
  return `${paint(tone, VERDICTS[verdict].word.toUpperCase())}: ${counts.join(", ")}`;
}

const SUMMARY: Readonly<Record<Verdict, string>> = {
  pass: "passed",
  weak: "passed with a shortcoming",
  fail: "failed",
  unjudged: "not judged",
};
