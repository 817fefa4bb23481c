import type { ErrorReport, HookReport, Report, Unstopped } from "../core/mod.ts";

/** Says what happened, a line each: a summary, what hung, what failed, and what to do next. */
export function reportLines(report: Report): string[] {
  return [
    summaryOf(report),
    ...report.hooks.flatMap(hookLine),
    ...(report.drainCut ? [`the drain was cut early: ${report.drainCut.message}`] : []),
    ...unstoppedOnce(report).map(unstoppedLine),
    ...obedient(report).map(cutLine),
    ...report.gates.filter(({ cut }) => cut > 0).map(({ gate, inFlight, cut }) =>
      `gate ${gate}: ${cut} of ${inFlight} in flight were cut`
    ),
    ...report.errors.filter((error) => !isToldByHook(report, error)).map(errorLine),
    ...adviceOn(report),
  ].map((line) => `quiesce: ${line}`);
}

function summaryOf(report: Report): string {
  const { reason, forced, tookMs, graceMs, exitCode } = report;
  const hurried = forced ? `, hurried because ${forced.message}` : "";
  return `stopped in ${Math.round(tookMs)} of ${graceMs} ms, exit code ${exitCode}: ` +
    `${reason.message}${hurried}`;
}

function hookLine({ phase, hook, end, tookMs, where, error }: HookReport): string[] {
  const name = `${phase} hook "${hook}"`;
  if (end === "timed-out") return [`${name} had not ended${age(tookMs)}${at(where)}`];
  if (end !== "failed" || !error) return [];
  return [`${name} failed after ${Math.round(tookMs)} ms${at(where)}: ${textOf(error)}`];
}

/** Hooks have lines of their own, and the scope of a request has that of its lease. */
function unstoppedOnce({ unstopped }: Report): Unstopped[] {
  const leases = unstopped.filter(({ kind }) => kind === "lease").map(({ path }) => `/${path}`);
  return unstopped.filter(({ kind, path }) => kind !== "hook" && !leases.includes(path));
}

function unstoppedLine(left: Unstopped): string {
  return `${left.kind} ${left.path} had not ended${about(left)}`;
}

/** What was cut and obeyed: it is the reason for the cut all the same. */
function obedient({ cut, unstopped }: Report): Unstopped[] {
  const left = new Set(unstopped.map(({ path }) => path));
  return cut.filter(({ path }) => !left.has(path));
}

function cutLine(cut: Unstopped): string {
  return `${cut.kind} ${cut.path} was cut${about(cut)}`;
}

function about({ ageMs, status, where }: Unstopped): string {
  const old = ageMs === undefined ? "" : `, ${Math.round(ageMs)} ms old`;
  const said = status === undefined ? "" : `, last said "${status}"`;
  return `${old}${said}${at(where)}`;
}

function isToldByHook({ hooks }: Report, { from }: ErrorReport): boolean {
  return hooks.some(({ end, error }) => end === "failed" && error?.from === from);
}

function errorLine(error: ErrorReport): string {
  return `${error.from}: ${textOf(error)}`;
}

function textOf({ name, message, stack, cause }: ErrorReport): string {
  return `${name}: ${message}${frameOf(stack)}${cause ? `, because of ${textOf(cause)}` : ""}`;
}

/** The first place of a stack that is not inside the runtime. */
function frameOf(stack = ""): string {
  const frames = stack.split("\n").filter((line) => /:\d+:\d+\)?$/.test(line));
  const own = frames.find((line) => !/\b(node|ext|bun):|\[native/.test(line));
  return own === undefined ? "" : ` (${own.trim()})`;
}

function adviceOn({ exitCode, graceMs, hooks, unstopped, drainCut }: Report): string[] {
  if (exitCode !== 124) return [];
  if (drainCut) {
    return ["next: find out why what was cut did not get on, or let the policy wait longer"];
  }
  if (unstopped.length === 0 && hooks.every(({ end }) => end !== "timed-out")) {
    return [`next: give "graceMs" more than ${graceMs} ms, or make what was cut shorter`];
  }
  return ["next: let what had not ended obey its signal, or give it more time"];
}

function age(ageMs: number | undefined): string {
  return ageMs === undefined ? "" : ` after ${Math.round(ageMs)} ms`;
}

function at(where: string): string {
  return where === "" ? "" : `, registered at ${where}`;
}
