import type { Finding, ScenarioResult, Verdict, VerifyResult } from "../../verify/mod.ts";
import { type Tone, toned } from "../output.ts";
import { table } from "./table.ts";
import { counted, timeText, wrapped } from "./words.ts";

const VERDICTS: Readonly<Record<Verdict, { readonly word: string; readonly tone: Tone }>> = {
  pass: { word: "pass", tone: "good" },
  weak: { word: "weak", tone: "warn" },
  fail: { word: "FAIL", tone: "bad" },
  unjudged: { word: "–", tone: "quiet" },
};

const SEVERITIES: Readonly<Record<Finding["severity"], Tone>> = {
  fault: "bad",
  shortcoming: "warn",
  note: "quiet",
};

/** Tells on a terminal, or in a file, what a verification has shown. */
export function verificationText(result: VerifyResult, stream: NodeJS.WriteStream): string {
  const parts = [
    headOf(result, stream),
    routesOf(result),
    scenariosOf(result, stream),
    findingsOf(result, stream),
    unjudgedOf(result, stream),
    summaryOf(result, stream),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The word for a verdict, in its color. */
export function verdictText(verdict: Verdict, stream: NodeJS.WriteStream): string {
  const { word, tone } = VERDICTS[verdict];
  return toned(stream, tone, word);
}

function headOf({ subject, tookMs, tool }: VerifyResult, stream: NodeJS.WriteStream): string {
  const { command, signal, graceMs, rounds, url } = subject;
  const about = [
    `${signal}, killed ${timeText(graceMs)} later`,
    ...(rounds > 1 ? [counted(rounds, "round")] : []),
    ...(url ? [url] : []),
    `took ${timeText(tookMs)} on ${tool.runtime}`,
  ];
  return `${toned(stream, "strong", `Shutdown of ${command.join(" ")}`)}\n${about.join(", ")}`;
}

function routesOf({ routes }: VerifyResult): string {
  if (routes.length === 0) return "No route is known.";
  const rows = routes.map(({ kind, method, path, status, tookMs }) => [
    kind,
    `${method} ${path}`,
    status === 0 ? "" : String(status),
    tookMs === 0 ? "" : timeText(tookMs),
  ]);
  return table(["route for", "request", "status", "takes"], rows, [3]);
}

function scenariosOf({ scenarios, subject }: VerifyResult, stream: NodeJS.WriteStream): string {
  const many = subject.rounds > 1;
  const head = ["scenario", "verdict", "answered", "refused", "race", "cut", "lost"];
  const times = many ? ["gone after P50", "P90", "P99"] : ["gone after"];
  const rows = scenarios.filter(({ verdict }) => verdict !== "unjudged")
    .map((each) => scenarioRow(each, many, stream));
  if (rows.length === 0) return "";
  return table([...head, ...times], rows, [2, 3, 4, 5, 6, 7, 8, 9]);
}

function scenarioRow(
  { id, verdict, counts, figures }: ScenarioResult,
  many: boolean,
  stream: NodeJS.WriteStream,
): readonly string[] {
  const { exitMs } = figures;
  const times = many ? [exitMs?.p50, exitMs?.p90, exitMs?.p99] : [exitMs?.p50];
  const { answered, refused, race, cut, lost } = counts;
  return [
    id,
    verdictText(verdict, stream),
    ...[answered, refused, race, cut, lost].map((count) => count === 0 ? "" : String(count)),
    ...times.map(timeText),
  ];
}

/** What was found, the same thing once, with the scenarios that show it. */
function findingsOf({ scenarios }: VerifyResult, stream: NodeJS.WriteStream): string {
  const all = scenarios.flatMap(({ id, findings }) => findings.map((each) => ({ id, ...each })));
  const order: readonly Finding["severity"][] = ["fault", "shortcoming", "note"];
  const sorted = all.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const groups = Map.groupBy(sorted, (each) => `${each.severity} ${each.code} ${each.advice}`);
  return [...groups.values()].map((group) => findingText(group, stream)).join("\n\n");
}

type Located = Finding & { readonly id: string };

function findingText(group: readonly Located[], stream: NodeJS.WriteStream): string {
  const [{ severity, code, advice } = { severity: "note" as const, code: "", advice: "" }] = group;
  const width = Math.min(stream.columns || 100, 100);
  const seen = Map.groupBy(group, ({ id, what }) => `${id}: ${what}`);
  const lines = [...seen].map(([text, those]) => {
    const times = those.length > 1 ? ` (in ${those.length} rounds)` : "";
    return `  ${wrapped(`${text}${times}`, width, "    ")}`;
  });
  const head = toned(stream, SEVERITIES[severity], `${severity} ${code}`);
  const todo = advice === "" ? [] : [`  → ${wrapped(advice, width, "    ")}`];
  return [head, ...lines, ...todo].join("\n");
}

/** What could not be judged, by what would be needed for it. */
function unjudgedOf({ scenarios }: VerifyResult, stream: NodeJS.WriteStream): string {
  const left = scenarios.filter(({ verdict }) => verdict === "unjudged");
  if (left.length === 0) return "";
  const width = Math.min(stream.columns || 100, 100);
  const groups = Map.groupBy(left, ({ why = "" }) => why);
  const lines = [...groups].map(([why, those]) =>
    `  ${wrapped(`${those.map(({ id }) => id).join(", ")}: ${why}`, width, "    ")}`
  );
  return [toned(stream, "quiet", "not judged"), ...lines].join("\n");
}

function summaryOf({ scenarios, verdict }: VerifyResult, stream: NodeJS.WriteStream): string {
  const number = (of: Verdict): number => scenarios.filter((each) => each.verdict === of).length;
  const told = [
    `${number("pass")} passed`,
    ...(number("weak") > 0 ? [`${number("weak")} with a shortcoming`] : []),
    `${number("fail")} failed`,
    ...(number("unjudged") > 0 ? [`${number("unjudged")} not judged`] : []),
  ];
  const tone = VERDICTS[verdict].tone;
  return toned(stream, tone, `${counted(scenarios.length, "scenario")}: ${told.join(", ")}`);
}
