import {
  currentTracker,
  type Gate,
  type Lifecycle,
  type Platform,
  type Unstopped,
} from "../core/mod.ts";
import type { Progress } from "./progress.ts";

/**
 * Says what is open, a line each: gates with their leases, the tree, hooks, the runtime's own, and
 * what a tracker knows of the whole process.
 */
export function dumpLines(life: Lifecycle, progress: Progress, platform: Platform): string[] {
  const nowMs = life.clock.nowMs();
  const held = platform.held();
  return [
    headOf(life, progress),
    ...life.gates().flatMap((gate) => gateLines(gate, nowMs)),
    ...life.open().map(openLine),
    ...progress.hooks().map(({ name, ageMs }) => `  hook ${name}${age(ageMs)}`),
    ...(held.length > 0 ? [`  held by ${held.join(", ")}`] : []),
    ...trackedLines(),
  ].map((line) => `quiesce: ${line}`);
}

function trackedLines(): string[] {
  const lines = currentTracker()?.lines?.() ?? [];
  return lines.length === 0
    ? []
    : ["  in the whole process", ...lines.map((line) => `    ${line}`)];
}

function headOf(life: Lifecycle, progress: Progress): string {
  const leftMs = life.remainingMs();
  if (leftMs === Infinity) return `${life.state}, nobody asked it to end`;
  return `${life.state}, ${progress.text}, ${Math.round(leftMs)} ms left`;
}

function openLine({ kind, path, ageMs, where, status }: Unstopped): string {
  const said = status === undefined ? "" : `, last said "${status}"`;
  return `  ${kind} ${path}${age(ageMs)}${said}${where && `, ${where}`}`;
}

function gateLines(gate: Gate, nowMs: number): string[] {
  const { closed, inFlight, longLived } = gate.stats();
  const head = `  gate ${gate.name}, ${closed ? "closed" : "open"}: ${inFlight} in flight, ` +
    `${longLived} long-lived`;
  const leases = gate.leases().map(({ name, sinceMs }) =>
    `    ${name}${Number.isNaN(sinceMs) ? "" : age(nowMs - sinceMs)}`
  );
  return [head, ...leases];
}

function age(ageMs: number | undefined): string {
  return ageMs === undefined ? "" : `, ${Math.round(ageMs)} ms`;
}
