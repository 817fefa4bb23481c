import type { Report } from "../../core/mod.ts";
import { countText, durationText } from "../../picture/mod.ts";
import { tableLines } from "./table.ts";
import type { Setting } from "./verification.ts";
import { wrap } from "./wrap.ts";

/** What became of a process that the library has ended, for people at a terminal. */
export function reportText(report: Report, setting: Setting): string {
  const parts = [
    headText(report, setting),
    phasesText(report, setting),
    section("Gates", report.gates.map(gateLine), setting),
    section("Hooks that did not end well", hookLines(report), setting),
    section("Cut at the deadline", report.cut.map(leftLine), setting),
    section("Left behind", report.unstopped.map(leftLine), setting),
    section(
      "Errors",
      report.errors.map(({ from, name, message }) => `${from}: ${name}: ${message}`),
      setting,
    ),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headText(report: Report, { width, paint }: Setting): string {
  const { identity, reason, forced, exitCode, tookMs, graceMs, longestBlockMs } = report;
  const who = [identity.service, identity.version, identity.instance].filter(Boolean).join(" ");
  const ended = report.end === "called-off" ? "called off" : `exit code ${exitCode}`;
  const tone = exitCode === 0 ? "green" : "red";
  return [
    paint("bold", wrap(`${who || "A process"}: ${reason.message}`, width)),
    `${paint(tone, ended)}, took ${durationText(tookMs)} of ${durationText(graceMs)}`,
    ...(report.deadlinePassed ? ["The deadline passed: what was still in flight was cut."] : []),
    ...(forced ? [wrap(`Hurried: ${forced.message}`, width)] : []),
    ...(longestBlockMs >= 100
      ? [`The event loop was blocked for ${durationText(longestBlockMs)}.`]
      : []),
  ].join("\n");
}

function phasesText({ phases }: Report, { paint }: Setting): string {
  if (phases.length === 0) return "";
  const right = "right" as const;
  const [head = "", ...rows] = tableLines(
    [{ title: "Phase" }, { title: "began", side: right }, { title: "took", side: right }, {
      title: "of",
      side: right,
    }],
    phases.map(({ phase, startMs, tookMs, allottedMs }) => [
      phase,
      durationText(startMs),
      durationText(tookMs),
      durationText(allottedMs),
    ]),
  );
  return [paint("bold", head), ...rows].join("\n");
}

function section(title: string, lines: readonly string[], { width, paint }: Setting): string {
  if (lines.length === 0) return "";
  return [paint("bold", title), ...lines.map((line) => wrap(`  ${line}`, width, "    "))].join(
    "\n",
  );
}

function gateLine({ gate, inFlight, finished, cut, refused }: Report["gates"][number]): string {
  const counts = [`${countText(finished)} finished`, `${countText(cut)} cut`];
  return `${gate}: ${countText(inFlight)} in flight, ${counts.join(", ")}, ${
    countText(refused)
  } refused`;
}

function hookLines({ hooks }: Report): readonly string[] {
  return hooks.filter(({ end }) => end === "failed" || end === "timed-out").map((hook) => {
    const why = hook.error ? `: ${hook.error.message}` : "";
    const took = durationText(hook.tookMs);
    return `${hook.phase} "${hook.hook}" ${hook.end} after ${took}${why} (${hook.where})`;
  });
}

function leftLine({ kind, path, ageMs, where, status }: Report["cut"][number]): string {
  const age = ageMs === undefined ? "" : `, running for ${durationText(ageMs)}`;
  return `${kind} ${path}${age}${status ? `, ${status}` : ""}${where ? ` (${where})` : ""}`;
}
