import { constants } from "node:os";
import type { Finding, RunRecord } from "../result.ts";
import type { Settings } from "../settings.ts";
import { fault, shortcoming } from "./findings.ts";
import { HELD_MS, openAtEnd, seconds } from "./held.ts";
import { idleMs } from "./idle.ts";

/** A shutdown in which nothing went wrong ends with 0. */
export function exitCode(record: RunRecord, settings: Settings): readonly Finding[] {
  const { exit } = record;
  if (!exit || exit.killed || exit.code === 0) return [];
  const sent = record.marks.find(({ kind }) => kind === "signal")?.label ?? settings.signal;
  if (exit.signal === sent && !wasHeard(record)) return [unheard(sent)];
  const what = `ended with ${exit.code ?? exit.signal}, not with 0`;
  // Some runtimes, the JVM among them, cannot end otherwise after hooks that a signal has started.
  if (exit.signal === sent || exit.code === 128 + numberOf(sent)) {
    return [
      shortcoming(
        "EXIT_CODE",
        what,
        "Exit with 0 where the runtime lets you: it says that all is well.",
      ),
    ];
  }
  return [byDeadline(record, settings, what) ?? fault("EXIT_CODE", what, ADVICE)];
}

const ADVICE = "Handle the signal, and exit with 0 once everything has ended in order.";

/** Who has caught a signal lives on with it for that long; else it ends the busiest process sooner. */
const AT_ONCE_MS = 1_000;

/** For how long an answer that had left before the signal may be on its way. */
const ON_THE_WAY_MS = 100;

/** Who has still said or answered something after the signal was not ended by it at once. */
export function wasHeard({ exit, requests, signalAtMs = 0 }: RunRecord): boolean {
  if (!exit) return false;
  if (exit.atMs > signalAtMs + AT_ONCE_MS) return true;
  const isLater = (endMs: number): boolean =>
    endMs > signalAtMs + ON_THE_WAY_MS && endMs <= exit.atMs;
  return exit.spoke === true ||
    requests.some(({ class: kind, endMs }) => kind === "answered" && isLater(endMs));
}

function unheard(signal: string): Finding {
  return fault(
    "SIGNAL_UNHEARD",
    `nobody listens to ${signal}: it ended at once by it`,
    `Listen to ${signal}: stop to take connections, answer what was accepted, and exit with 0 then.`,
  );
}

/** One that has waited for long before it gave up has a deadline of its own. */
function byDeadline(record: RunRecord, settings: Settings, what: string): Finding | undefined {
  const { exit, signalAtMs = 0 } = record;
  const open = openAtEnd(record);
  const tookMs = (exit?.atMs ?? 0) - signalAtMs;
  const hasWaited = open !== "" && tookMs > settings.delayMs + HELD_MS;
  if (!hasWaited && idleMs(record, settings) <= HELD_MS) return undefined;
  const state = open === "" ? "" : `, while ${open} were open`;
  return fault(
    "EXIT_CODE",
    `${what}, after ${seconds(tookMs)} s${state}: it ended by its own deadline, as it seems`,
    "End what it waits for before its own deadline: idle, silent and half-sent connections, and timers. Then exit with 0.",
  );
}

function numberOf(signal: string): number {
  return constants.signals[signal as NodeJS.Signals];
}
