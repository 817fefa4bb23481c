import type { GateReport, PhaseReport, Report } from "../core/mod.ts";
import type { Badge, Entry, Limit, Picture, Section, Table, Timeline, View } from "./model.ts";
import { adviceOfReport } from "./report-advice.ts";
import { HOOK_ENDS, lanesOfReport } from "./report-lane.ts";
import { countText, dateText, durationText } from "./time-text.ts";

const FAR = 1.6;
const MARGIN = 0.05;
const MOST_STACKS = 10;
const KEY =
  "The thin line of a phase is the time it could have taken. An arrow is at the end of what had not ended. Many that are alike are one shape, as high as many of them were open.";

/** The picture of a report of the library: one section, one shutdown. */
export function pictureOfReport(report: Report): Picture {
  const { service, version, instance } = report.identity;
  const name = [service ?? "a service", version].filter((word) => word !== undefined).join(" ");
  return {
    title: `Shutdown of ${name}${instance === undefined ? "" : ` on ${instance}`}`,
    badge: badgeOf(report),
    summary: summaryOf(report),
    entries: entriesOf(report),
    tables: [],
    sections: [sectionOf(report)],
  };
}

function badgeOf({ exitCode, end }: Report): Badge {
  if (end === "called-off") return { word: "called off", tone: "calm" };
  if (exitCode === 0) return { word: "in order", tone: "good" };
  return { word: `exit code ${exitCode}`, tone: exitCode === 124 ? "broken" : "bad" };
}

function summaryOf({ reason, tookMs, graceMs, end }: Report): string {
  const how = end === "called-off" ? "It was called off after" : "It took";
  const of = `${durationText(tookMs)} of its budget of ${durationText(graceMs)}`;
  return `${sentence(reason.message)}. ${how} ${of}.`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function entriesOf(report: Report): readonly Entry[] {
  const { identity, reason, forced, drainCut, startedAt, exitCode, longestBlockMs } = report;
  const known = Object.entries(identity).map(([name, value]) => ({ name, value: String(value) }));
  return [
    ...known,
    { name: "reason", value: `${reason.kind}: ${reason.message}` },
    ...(forced ? [{ name: "forced by", value: `${forced.kind}: ${forced.message}` }] : []),
    ...(drainCut ? [{ name: "drain cut by", value: drainCut.message }] : []),
    { name: "began", value: dateText(startedAt) },
    { name: "budget", value: durationText(report.graceMs) },
    { name: "used", value: durationText(report.tookMs) },
    { name: "longest block of the event loop", value: durationText(longestBlockMs) },
    { name: "exit code", value: String(exitCode) },
  ];
}

function sectionOf(report: Report): Section {
  return {
    title: "What happened",
    badge: badgeOf(report),
    promise: "Every phase ends inside its share of the budget, and nothing is cut or left.",
    advice: adviceOfReport(report),
    shares: sharesOf(report),
    tables: [gatesOf(report.gates)].filter(({ rows }) => rows.length > 0),
    views: [viewOf(report)],
    leftOut: "",
  };
}

function sharesOf({ hooks }: Report): Section["shares"] {
  return Object.entries(HOOK_ENDS).map(([end, { word, tone }]) => {
    const count = hooks.filter((hook) => hook.end === end).length;
    return { badge: { word: `${word} (hooks)`, tone }, count };
  }).filter(({ count }) => count > 0);
}

function gatesOf(gates: readonly GateReport[]): Table {
  const rows = gates.map(({ gate, inFlight, finished, cut, refused }) => [
    gate,
    ...[inFlight, finished, cut, refused].map((count) => countText(count)),
  ]);
  return {
    title: "Gates",
    head: ["gate", "in flight when it closed", "finished", "cut", "refused, ever"],
    rows,
  };
}

function viewOf(report: Report): View {
  return { title: "Timeline", timeline: timelineOf(report), tables: [], printed: stacksOf(report) };
}

function stacksOf({ errors }: Report): View["printed"] {
  return errors.slice(0, MOST_STACKS).flatMap(({ from, stack }) =>
    stack === undefined ? [] : [{ title: `Stack: ${from}`, lines: stack.split("\n") }]
  );
}

function timelineOf(report: Report): Timeline {
  const { phases, hooks, tookMs } = report;
  const limits = limitsOf(report, phases.find(({ phase }) => phase === "drain"));
  const lastMs = [...hooks, ...phases].map(({ startMs, tookMs }) => startMs + tookMs)
    .reduce((a, b) => Math.max(a, b), tookMs);
  const near = limits.map(({ atMs }) => atMs).filter((atMs) => atMs <= lastMs * FAR);
  const endMs = Math.max(1, lastMs, ...near);
  return {
    zero: report.reason.signal ?? report.reason.kind,
    key: KEY,
    startMs: 0 - endMs * MARGIN,
    endMs: endMs * (1 + MARGIN),
    moments: momentsOf(report),
    limits,
    curves: [],
    lanes: lanesOfReport(report),
  };
}

function limitsOf({ graceMs }: Report, drain: PhaseReport | undefined): readonly Limit[] {
  const budget = { atMs: graceMs, label: `end of the budget of ${durationText(graceMs)}` };
  if (!drain) return [budget];
  return [{ atMs: drain.startMs + drain.allottedMs, label: "deadline of the drain" }, budget];
}

function momentsOf({ reason, tookMs, exitCode, end }: Report): Timeline["moments"] {
  const last = end === "called-off" ? "called off" : `ended with exit code ${exitCode}`;
  return [
    { atMs: 0, label: reason.signal ?? reason.message, strong: true },
    { atMs: tookMs, label: last, strong: true },
  ];
}
