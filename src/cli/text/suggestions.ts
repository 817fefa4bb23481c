import type { Suggestion, TimeoutSuggestions } from "../../config/mod.ts";
import { countText, durationText } from "../../picture/mod.ts";
import type { StoredHistory } from "../stored/history.ts";
import { type Column, tableLines } from "./table.ts";
import type { Setting } from "./verification.ts";
import { wrap } from "./wrap.ts";

const COLUMNS: readonly Column[] = [
  { title: "What" },
  { title: "seen", side: "right" },
  { title: "cut off", side: "right" },
  { title: "longest", side: "right" },
  { title: "suggested" },
  { title: "sure", side: "right" },
];

const SEVERAL = "They are of several services: name one by --service.";

/** What several shutdowns say of the times that hooks need, for people at a terminal. */
export function suggestionsText(
  history: StoredHistory,
  suggestions: TimeoutSuggestions,
  quantile: number,
  setting: Setting,
): string {
  const { width, paint } = setting;
  const { hooks, drain, grace } = suggestions;
  const [head = "", ...rows] = tableLines(COLUMNS, [
    ...hooks.map((hook) => row(`${hook.phase} "${hook.hook}"`, "timeoutMs: ", hook)),
    row("work in flight", "", drain),
    row("the whole", "graceMs: ", grace),
  ], width);
  const parts = [
    headText(history, suggestions, setting),
    [paint("bold", head), ...rows].join("\n"),
    wrap(meaningOf(quantile), width),
  ];
  return `${parts.join("\n\n")}\n`;
}

function row(what: string, option: string, suggestion: Suggestion): readonly string[] {
  const { seen, cutOff, longestMs } = suggestion;
  const about = [what, countText(seen), countText(cutOff), durationText(longestMs)];
  if (suggestion.end === "found") {
    return [...about, `${option}${suggestion.ms}`, share(suggestion.confidence)];
  }
  return [...about, `${countText(suggestion.more, "more shutdown")} needed`, ""];
}

function headText(
  { shutdowns, passedOver }: StoredHistory,
  { leftOut }: TimeoutSuggestions,
  { width, paint }: Setting,
): string {
  const services = new Set(shutdowns.flatMap(({ identity }) => identity.service ?? []));
  const days = shutdowns.map(({ startedAt }) => startedAt.slice(0, 10)).toSorted();
  const orderly = shutdowns.filter(({ exitCode }) => exitCode === 0).length;
  const of = services.size > 0 ? ` of ${[...services].join(", ")}` : "";
  const title = `${countText(shutdowns.length, "shutdown")}${of}`;
  return [
    paint("bold", wrap(`${title}, ${days.at(0)} to ${days.at(-1)}`, width)),
    `${countText(orderly)} ended in order`,
    ...(leftOut > 0 ? [`${countText(leftOut)} left out: hurried or called off`] : []),
    ...(passedOver > 0 ? [`${countText(passedOver, "line")} passed over`] : []),
    ...(services.size > 1 ? [wrap(SEVERAL, width)] : []),
  ].join("\n");
}

function meaningOf(quantile: number): string {
  return `Suggested is what ${share(quantile)} of the shutdowns keep, and half as much again. ` +
    'What was cut off counts as longer than all others. "sure" is the least chance that it holds ' +
    "for more than those that were seen; more reports make it surer.";
}

function share(part: number): string {
  return `${Math.floor(part * 1_000) / 10} %`;
}
