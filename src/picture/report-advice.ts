import type { ErrorReport, HookReport, Report, Unstopped } from "../core/mod.ts";
import type { Advice, Badge } from "./model.ts";
import { countText, durationText } from "./time-text.ts";

/** A block of the event loop for longer than this is felt by a drain. */
const LONG_BLOCK_MS = 100;

/** So many are named; of more, only their number is. */
const MOST_NAMED = 5;

const FAULT: Badge = { word: "fault", tone: "bad" };
const SHORTCOMING: Badge = { word: "shortcoming", tone: "warn" };

/** What a report tells its reader to look into, gravest first. */
export function adviceOfReport(report: Report): readonly Advice[] {
  const { errors, hooks, cut, unstopped, longestBlockMs } = report;
  return [
    ...errors.slice(0, MOST_NAMED).map(failed),
    ...moreErrors(errors.length - MOST_NAMED),
    ...hooks.filter(({ end }) => end === "timed-out").map(timedOut),
    ...cutWork(cut),
    ...leftWork(unstopped.filter(({ kind }) => kind !== "hook")),
    ...forcedBy(report),
    ...(longestBlockMs > LONG_BLOCK_MS ? [blocked(longestBlockMs)] : []),
  ];
}

function failed({ from, name, message, cause }: ErrorReport): Advice {
  const why = cause ? `, since ${cause.name}: ${cause.message}` : "";
  return {
    badge: FAULT,
    code: "FAILED",
    what: `${from}: ${name}: ${message}${why}`,
    advice: "Find out why it throws: what it should have released may still be held.",
  };
}

function moreErrors(count: number): readonly Advice[] {
  if (count <= 0) return [];
  const what = `${countText(count, "more error")}, all in the data of this page`;
  return [{ badge: FAULT, code: "FAILED", what, advice: "" }];
}

function timedOut({ phase, hook, tookMs, where }: HookReport): Advice {
  const place = where === "" ? "" : `, registered at ${where}`;
  return {
    badge: FAULT,
    code: "TIMED_OUT",
    what: `The ${phase} hook "${hook}" had not ended after ${durationText(tookMs)}${place}`,
    advice: "Let it obey its signal, or give it more time with timeoutMs if the budget has some.",
  };
}

function cutWork(cut: readonly Unstopped[]): readonly Advice[] {
  if (cut.length === 0) return [];
  const oldestMs = Math.max(...cut.map(({ ageMs }) => ageMs ?? 0));
  return [{
    badge: FAULT,
    code: "CUT",
    what: `${
      countText(cut.length, "piece")
    } of work had not ended at the end of the drain, the oldest ${durationText(oldestMs)} old`,
    advice: "Give more grace if such work is wanted, or bound how long it may take.",
  }];
}

function leftWork(unstopped: readonly Unstopped[]): readonly Advice[] {
  if (unstopped.length === 0) return [];
  const named = unstopped.slice(0, MOST_NAMED).map(nameOf).join(", ");
  const rest = unstopped.length - MOST_NAMED;
  const more = rest > 0 ? ` and ${countText(rest)} more` : "";
  return [{
    badge: FAULT,
    code: "LEFT",
    what: `Asked to stop, and not ended: ${named}${more}`,
    advice: "Let each listen to its signal, and end when that is aborted.",
  }];
}

function nameOf({ path, kind, where }: Unstopped): string {
  return `${kind} "${path}"${where === "" ? "" : `, registered at ${where}`}`;
}

function forcedBy({ forced }: Report): readonly Advice[] {
  if (!forced) return [];
  return [{
    badge: SHORTCOMING,
    code: "FORCED",
    what: `It was hurried: ${forced.message}. The report does not say when`,
    advice: "Whoever forced it did not want to wait: look at which bar was still open.",
  }];
}

function blocked(ms: number): Advice {
  return {
    badge: SHORTCOMING,
    code: "BLOCKED",
    what: `The event loop was blocked for ${durationText(ms)} at once`,
    advice: "Move long synchronous work into a thread: meanwhile no deadline can be kept.",
  };
}
