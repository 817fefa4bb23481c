import type { Counts, CurvePoint, Mark, RunRecord, SubjectRecord } from "../verify/mod.ts";
import { flowRowsOf } from "./flow-row.ts";
import { rowsOf, type Strand } from "./connection-row.ts";
import { levelsFrom, thinned } from "./level.ts";
import type { Curve, Lane, Limit, Moment, Printed, Table, Timeline, View } from "./model.ts";
import { countText, durationText, momentText } from "./time-text.ts";
import { CLASSES } from "./tone.ts";

/** How much of the time before the signal is shown, as a share of the time after it. */
const LEAD = 0.2;
const LEAST_LEAD_MS = 60;
/** A limit that is further away than that would press everything else together. */
const FAR = 1.6;
const MARGIN = 0.05;

const KEY =
  "A bar is a request, and the thin line behind it is its connection: it ends with a stroke in order, with a cross when it was reset, and with an arrow when it was still open. Many that ended alike are one shape, as high as many of them were open; of what is not drawn one by one, the first shape of a lane shows when all together ended.";

const STRONG: readonly Mark["kind"][] = ["act", "signal", "killed", "exit"];

/** One run, drawn around its signal. */
export function viewOfRun(run: RunRecord, subject: SubjectRecord, title: string): View {
  return {
    title,
    timeline: timelineOf(run, subject),
    tables: [factsOf(run), processesOf(run)].filter(({ rows }) => rows.length > 0),
    printed: printedOf(run),
  };
}

function timelineOf(run: RunRecord, subject: SubjectRecord): Timeline {
  const zeroMs = run.signalAtMs ?? 0;
  const limits = limitsOf(run, subject, zeroMs);
  const span = spanOf(run, limits, zeroMs);
  return {
    ...span,
    zero: run.signalAtMs === undefined ? "start" : zeroOf(run),
    key: KEY,
    moments: momentsOf(run, zeroMs),
    limits,
    curves: curvesOf(run.curve, zeroMs, span.startMs),
    lanes: lanesOf(run, zeroMs),
  };
}

function zeroOf({ marks, signalAtMs = 0 }: RunRecord): string {
  const first = marks.find(({ atMs, kind }) =>
    atMs >= signalAtMs && ["signal", "act"].includes(kind)
  );
  return first?.label ?? "the signal";
}

function limitsOf(run: RunRecord, { graceMs }: SubjectRecord, zeroMs: number): readonly Limit[] {
  const marked = run.marks.filter(({ kind }) => kind === "deadline");
  if (marked.length > 0) return marked.map(({ atMs, label }) => ({ atMs: atMs - zeroMs, label }));
  if (run.signalAtMs === undefined) return [];
  return [{ atMs: graceMs, label: `end of the grace period of ${durationText(graceMs)}` }];
}

/** From a little before the signal to a little after the last that happened. */
function spanOf(run: RunRecord, limits: readonly Limit[], zeroMs: number) {
  const lastMs = lastOf(run) - zeroMs;
  const near = limits.filter(({ atMs }) => atMs <= lastMs * FAR).map(({ atMs }) => atMs);
  const endMs = Math.max(1, lastMs, ...near) * (1 + MARGIN);
  const leadMs = Math.max(LEAST_LEAD_MS, endMs * LEAD);
  return { startMs: Math.max(0 - zeroMs, -leadMs), endMs };
}

function lastOf({ marks, requests, connections, exit }: RunRecord): number {
  const times = [
    ...marks.filter(({ kind }) => kind !== "deadline").map(({ atMs }) => atMs),
    ...requests.map(({ endMs }) => endMs),
    ...connections.map(({ closeMs }) => closeMs),
    exit?.atMs ?? 0,
  ];
  return times.reduce((a, b) => Math.max(a, b), 0);
}

function momentsOf({ marks }: RunRecord, zeroMs: number): readonly Moment[] {
  return marks.filter(({ kind }) => kind !== "deadline")
    .map(({ atMs, kind, label }) => ({
      atMs: atMs - zeroMs,
      label,
      strong: STRONG.includes(kind),
    }));
}

function curvesOf(
  curve: readonly CurvePoint[],
  zeroMs: number,
  startMs: number,
): readonly Curve[] {
  if (curve.length === 0) return [];
  const curveOf = (label: "connections" | "requests"): Curve => {
    const levels = curve.map((point) => ({ atMs: point.atMs - zeroMs, count: point[label] }));
    return { label, levels: thinned(levelsFrom(levels, startMs)) };
  };
  return [curveOf("connections"), curveOf("requests")];
}

function lanesOf(run: RunRecord, zeroMs: number): readonly Lane[] {
  const known = [...run.requests, ...run.connections].map(({ lane }) => lane);
  const names = new Set([...Object.keys(run.lanes), ...known]);
  return [...names].map((name) => laneOf(name, run, zeroMs));
}

function laneOf(name: string, run: RunRecord, zeroMs: number): Lane {
  const requests = run.requests.filter(({ lane }) => lane === name);
  const counts = run.lanes[name];
  const total = counts ? sumOf(counts) : requests.length;
  const connections = run.connections.filter(({ lane }) => lane === name).length;
  const omitted = total - requests.length;
  const parts = [
    countText(total, "request"),
    ...(connections > 0 ? [`${countText(connections, "connection")} shown`] : []),
    ...(counts ? countsText(counts) : []),
    ...(omitted > 0 ? [`${countText(omitted)} not drawn one by one`] : []),
  ];
  const rows = [
    ...flowRowsOf(run.flows.filter(({ lane }) => lane === name), requests, zeroMs),
    ...rowsOf(strandsOf(name, run), zeroMs),
  ];
  return { name, note: parts.join(", "), total, rows };
}

function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function countsText(counts: Counts): readonly string[] {
  return CLASSES.filter((name) => counts[name] > 0)
    .map((name) => `${countText(counts[name])} ${name}`);
}

function strandsOf(name: string, run: RunRecord): readonly Strand[] {
  const requests = Map.groupBy(
    run.requests.filter(({ lane }) => lane === name),
    ({ connection }) => connection,
  );
  const connections = run.connections.filter(({ lane }) => lane === name);
  const known = new Set(connections.map(({ id }) => id));
  const strands = connections.map((connection) => ({
    connection,
    requests: requests.get(connection.id) ?? [],
  }));
  const others = [...requests].filter(([id]) => !known.has(id));
  return [...strands, ...others.map(([, those]) => ({ requests: those }))];
}

function factsOf({ facts, signalAtMs = 0, exit }: RunRecord): Table {
  const rows = Object.entries(facts).map(([name, fact]) => [name, factText(fact)]);
  const end = exit && [
    "end",
    `${exit.signal ?? `exit code ${exit.code}`} at ${momentText(exit.atMs - signalAtMs)}${
      exit.killed ? ", killed by the watcher" : ""
    }`,
  ];
  return { title: "Seen in this run", head: ["what", "value"], rows: end ? [end, ...rows] : rows };
}

function factText(fact: RunRecord["facts"][string]): string {
  if (fact === null) return "nothing";
  if (typeof fact === "boolean") return fact ? "yes" : "no";
  return typeof fact === "object" ? fact.join(", ") : String(fact);
}

function processesOf({ processes }: RunRecord): Table {
  const rows = processes.map(({ pid, parent, command, listens, orphaned }) => [
    String(pid),
    String(parent),
    command,
    [listens ? "answers" : "", orphaned ? "lived on" : ""].filter((word) => word).join(", "),
  ]);
  return { title: "Processes", head: ["process", "parent", "command", ""], rows };
}

function printedOf({ stdout, stderr }: RunRecord): readonly Printed[] {
  return [{ title: "The end of stdout", lines: stdout }, {
    title: "The end of stderr",
    lines: stderr,
  }].filter(({ lines }) => lines.length > 0);
}
