import type { GateReport, HookReport, PhaseReport, Report, Unstopped } from "../core/mod.ts";
import { levelsOf, saysOf } from "./level.ts";
import type { Badge, Bar, Lane, Row } from "./model.ts";
import { countText, durationText, spanText } from "./time-text.ts";

/** Of what was cut or left, so many are drawn one by one, the oldest first. */
const MOST_ALIKE = 8;

/** How a hook ended, as a badge. */
export const HOOK_ENDS: Readonly<Record<HookReport["end"], Badge>> = {
  done: { word: "done", tone: "good" },
  failed: { word: "failed", tone: "bad" },
  "timed-out": { word: "timed out", tone: "broken" },
  skipped: { word: "skipped", tone: "muted" },
};

/** The phases, the hooks, the gates, and what was cut or left. */
export function lanesOfReport(report: Report): readonly Lane[] {
  const { phases, hooks, gates, cut, unstopped, tookMs } = report;
  const drain = phases.find(({ phase }) => phase === "drain");
  const drainedMs = drain ? drain.startMs + drain.tookMs : tookMs;
  const calledMs = new Map(hooks.map(({ phase, hook, startMs }) => [`${phase}/${hook}`, startMs]));
  const startOf = ({ kind, path, ageMs = 0 }: Unstopped): number =>
    (kind === "hook" ? calledMs.get(path) : undefined) ?? drainedMs - ageMs;
  const inTime = hooks.toSorted((a, b) => a.startMs - b.startMs);
  return [
    laneOf("phases", phases.map((phase) => rowOfPhase(phase, report))),
    laneOf("hooks", inTime.map(rowOfHook)),
    laneOf("gates", drain ? gates.map((gate) => rowOfGate(gate, drain)) : []),
    laneOf("cut", rowsOfWork(cut, { word: "cut", tone: "broken" }, startOf, drainedMs), cut.length),
    laneOf(
      "left",
      rowsOfWork(unstopped, { word: "left", tone: "bad" }, startOf, tookMs),
      unstopped.length,
    ),
  ].filter(({ rows }) => rows.length > 0);
}

const NOTES: Readonly<Record<string, string>> = {
  phases: "each with the time it could have taken",
  hooks: "by the time at which they were called",
  gates: "from when they closed to the end of the drain",
  cut:
    "work that had not ended when the drain was cut, drawn by its age up to the end of the drain",
  left: "what was asked to stop, and had not ended when it was left",
};

function laneOf(name: string, rows: readonly Row[], total = rows.length): Lane {
  return { name, note: `${countText(total)}, ${NOTES[name]}`, total, rows };
}

const CUT: Badge = { word: "cut", tone: "broken" };
const LATE: Badge = { word: "late", tone: "warn" };
const IN_TIME: Badge = { word: "in time", tone: "calm" };

function rowOfPhase(
  { phase, startMs, tookMs, allottedMs }: PhaseReport,
  { deadlinePassed, drainCut }: Report,
): Row {
  const isCut = phase === "drain" && (deadlinePassed || drainCut !== undefined);
  const badge = isCut ? CUT : tookMs > allottedMs ? LATE : IN_TIME;
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

function rowOfHook({ phase, hook, end, startMs, tookMs, where, late, error }: HookReport): Row {
  const badge = HOOK_ENDS[end];
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

function rowOfGate(
  { gate, inFlight, finished, cut, refused }: GateReport,
  drain: PhaseReport,
): Row {
  const badge = badgeOfGate(inFlight, cut);
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

function badgeOfGate(inFlight: number, cut: number): Badge {
  if (cut > 0) return { word: `${countText(cut)} cut`, tone: "broken" };
  if (inFlight === 0) return { word: "empty", tone: "muted" };
  return { word: `${countText(inFlight)} finished`, tone: "good" };
}

/** The oldest one by one, and the rest as one shape. */
function rowsOfWork(
  work: readonly Unstopped[],
  badge: Badge,
  startOf: (work: Unstopped) => number,
  endMs: number,
): readonly Row[] {
  const sorted = work.toSorted((a, b) => startOf(a) - startOf(b));
  const shown = sorted.slice(0, sorted.length <= MOST_ALIKE + 1 ? sorted.length : MOST_ALIKE);
  const rest = sorted.slice(shown.length);
  const rows = shown.map((each) => rowOfWork(each, badge, startOf(each), endMs));
  return rest.length === 0 ? rows : [...rows, crowdOf(rest.map(startOf), badge, endMs)];
}

function rowOfWork(
  { path, kind, ageMs, where, status }: Unstopped,
  badge: Badge,
  startMs: number,
  endMs: number,
): Row {
  const age = ageMs === undefined ? "of unknown age" : `${durationText(ageMs)} old`;
  const how = `${kind}, ${age}${status === undefined ? "" : `, ${status}`}`;
  const entries = where === "" ? [] : [{ name: "registered at", value: where }];
  const left = { startMs: endMs, endMs, end: "open", label: "had not ended" } as const;
  return {
    label: path,
    note: how,
    badges: [badge],
    bars: [{ label: path, badge, startMs, endMs, how, entries, steps: [] }],
    tracks: [left],
  };
}

function crowdOf(starts: readonly number[], { word, tone }: Badge, endMs: number): Row {
  const bars = starts.length;
  const startMs = Math.min(...starts);
  const levels = levelsOf(starts.map((each) => ({ startMs: each, endMs })));
  return {
    label: `${countText(bars)} more`,
    note: "younger than these",
    badges: [{ word: `${countText(bars)} ${word}`, tone }],
    bars: [],
    tracks: [],
    crowd: { bars, startMs, endMs, levels, says: saysOf(levels) },
  };
}
