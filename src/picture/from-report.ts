import type { GateReport, HookReport, PhaseReport, Report, Unstopped } from "../core/mod.ts";
import type {
  Badge,
  Bar,
  Entry,
  Lane,
  Limit,
  Picture,
  Row,
  Section,
  Table,
  Timeline,
  Tone,
  View,
} from "./model.ts";
import { adviceOfReport } from "./report-advice.ts";
import { countText, dateText, durationText, spanText } from "./time-text.ts";

const FAR = 1.6;
const MARGIN = 0.05;

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

const ENDS: Readonly<Record<HookReport["end"], Badge>> = {
  done: { word: "done", tone: "good" },
  failed: { word: "failed", tone: "bad" },
  "timed-out": { word: "timed out", tone: "broken" },
  skipped: { word: "skipped", tone: "muted" },
};

function sharesOf({ hooks }: Report): Section["shares"] {
  return Object.entries(ENDS).map(([end, { word, tone }]) => {
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
  return errors.flatMap(({ from, stack }) =>
    stack === undefined ? [] : [{ title: `Stack: ${from}`, lines: stack.split("\n") }]
  );
}

function timelineOf(report: Report): Timeline {
  const { phases, hooks, tookMs } = report;
  const drain = phases.find(({ phase }) => phase === "drain");
  const limits = limitsOf(report, drain);
  const lastMs = [...hooks, ...phases].map(({ startMs, tookMs }) => startMs + tookMs)
    .reduce((a, b) => Math.max(a, b), tookMs);
  const near = limits.map(({ atMs }) => atMs).filter((atMs) => atMs <= lastMs * FAR);
  const cutMs = drain ? drain.startMs + drain.tookMs : tookMs;
  return {
    zero: report.reason.signal ?? report.reason.kind,
    key: "The thin line of a phase is the time it could have taken.",
    startMs: 0,
    endMs: Math.max(1, lastMs, ...near) * (1 + MARGIN),
    moments: momentsOf(report),
    limits,
    curves: [],
    lanes: [
      {
        name: "phases",
        note: "each with the time it could have taken",
        total: phases.length,
        rows: phases.map(rowOfPhase),
      },
      hooksOf(report),
      workOf("gates", drain ? report.gates.map((gate) => rowOfGate(gate, drain)) : []),
      workOf("cut", report.cut.map((each) => rowOfUnstopped(each, cutMs, "cut", "broken"))),
      workOf("left", report.unstopped.map((each) => rowOfUnstopped(each, tookMs, "left", "bad"))),
    ].filter(({ rows }) => rows.length > 0),
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

function rowOfPhase({ phase, startMs, tookMs, allottedMs }: PhaseReport): Row {
  const isLate = tookMs > allottedMs;
  const badge: Badge = isLate ? { word: "late", tone: "warn" } : { word: "in time", tone: "calm" };
  const took = `took ${durationText(tookMs)} of ${durationText(allottedMs)}`;
  const label = `could have lasted ${durationText(allottedMs)}`;
  const bar: Bar = {
    label: phase,
    badge,
    startMs,
    endMs: startMs + tookMs,
    how: took,
    entries: [],
    steps: [],
  };
  return {
    label: phase,
    note: took,
    badges: [badge],
    bars: [bar],
    tracks: [{ startMs, endMs: startMs + allottedMs, end: "stop", label }],
  };
}

function hooksOf({ hooks }: Report): Lane {
  const rows = hooks.toSorted((a, b) => a.startMs - b.startMs).map(rowOfHook);
  return { name: "hooks", note: countText(hooks.length, "hook"), total: hooks.length, rows };
}

function rowOfHook({ phase, hook, end, startMs, tookMs, where, late, error }: HookReport): Row {
  const badge = ENDS[end];
  const endMs = startMs + tookMs;
  const how = error
    ? `${error.name}: ${error.message}`
    : `${badge.word} after ${durationText(tookMs)}`;
  const entries = [
    { name: "phase", value: phase },
    { name: "took", value: durationText(tookMs) },
    { name: "registered at", value: where },
    ...(late ? [{ name: "registered", value: "after its phase was over" }] : []),
    ...(error?.code === undefined ? [] : [{ name: "code", value: error.code }]),
  ].filter(({ value }) => value !== "");
  return {
    label: `${phase}: ${hook}`,
    note: `${spanText(startMs, endMs)}${error ? `, ${how}` : ""}`,
    badges: [badge],
    bars: [{ label: hook, badge, startMs, endMs, how, entries, steps: [] }],
    tracks: [],
  };
}

function workOf(name: string, rows: readonly Row[]): Lane {
  return { name, note: NOTES[name] ?? "", total: rows.length, rows };
}

const NOTES: Readonly<Record<string, string>> = {
  gates: "from when they closed to the end of the drain",
  cut: "work that had not ended when the drain was cut, drawn up to the end of the drain",
  left: "what had not ended when it was left, drawn up to the end",
};

function rowOfGate(
  { gate, inFlight, finished, cut, refused }: GateReport,
  drain: PhaseReport,
): Row {
  const badge: Badge = cut > 0
    ? { word: `${countText(cut)} cut`, tone: "broken" }
    : { word: `${countText(finished)} finished`, tone: "good" };
  const how = `${countText(inFlight)} in flight, ${countText(finished)} finished, ${
    countText(cut)
  } cut, ${countText(refused)} refused`;
  const { startMs, tookMs } = drain;
  const endMs = startMs + tookMs;
  return {
    label: gate,
    note: how,
    badges: [badge],
    bars: [{ label: gate, badge, startMs, endMs, how, entries: [], steps: [] }],
    tracks: [],
  };
}

function rowOfUnstopped(
  { path, kind, ageMs, where, status }: Unstopped,
  endMs: number,
  word: string,
  tone: Tone,
): Row {
  const badge = { word, tone };
  const age = ageMs === undefined ? "of unknown age" : `${durationText(ageMs)} old`;
  const how = `${kind}, ${age}${status === undefined ? "" : `, ${status}`}`;
  const entries = where === "" ? [] : [{ name: "registered at", value: where }];
  const startMs = endMs - (ageMs ?? 0);
  return {
    label: path,
    note: how,
    badges: [badge],
    bars: [{ label: path, badge, startMs, endMs, how, entries, steps: [] }],
    tracks: [],
  };
}
