import type { Finding, RequestClass, Verdict } from "../verify/mod.ts";
import type { Badge, Tone } from "./model.ts";

/** The classes of requests, worst first. */
export const CLASSES: readonly RequestClass[] = [
  "lost",
  "cut",
  "race",
  "unjudged",
  "refused",
  "answered",
];

const OF_CLASS: Readonly<Record<RequestClass, Tone>> = {
  lost: "bad",
  cut: "broken",
  race: "warn",
  unjudged: "muted",
  refused: "calm",
  answered: "good",
};

const OF_VERDICT: Readonly<Record<Verdict, Tone>> = {
  pass: "good",
  weak: "warn",
  fail: "bad",
  unjudged: "muted",
};

const OF_SEVERITY: Readonly<Record<Finding["severity"], Tone>> = {
  fault: "bad",
  shortcoming: "warn",
  note: "calm",
};

const SEVERITY: readonly Tone[] = ["bad", "broken", "warn", "muted", "calm", "good"];

/** What became of a request, as a badge. */
export function classBadge(name: RequestClass): Badge {
  return { word: name, tone: OF_CLASS[name] };
}

/** A verdict as a badge. */
export function verdictBadge(verdict: Verdict): Badge {
  return { word: verdict, tone: OF_VERDICT[verdict] };
}

/** How grave a finding is, as a badge. */
export function severityBadge(severity: Finding["severity"]): Badge {
  return { word: severity, tone: OF_SEVERITY[severity] };
}

/** 0 for the worst: for putting first what went wrong. */
export function rankOf(tone: Tone): number {
  return SEVERITY.indexOf(tone);
}

/** Whether something went wrong. */
export function isWrong(tone: Tone): boolean {
  return tone === "bad" || tone === "broken" || tone === "warn";
}
