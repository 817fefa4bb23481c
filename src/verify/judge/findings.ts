import type { Finding, RequestClass, RequestRecord, RunRecord } from "../result.ts";
import { EXIT_SLACK_MS } from "../run/run.ts";
import { LATE_LANE, PROBE_LANE } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { GUESSES, NEVER_TAKEN } from "./classify.ts";

/** A fault: the scenario fails. */
export function fault(
  code: string,
  what: string,
  advice: string,
  requests?: readonly number[],
): Finding {
  return { severity: "fault", code, what, advice, ...(requests && { requests }) };
}

/** A shortcoming: the scenario passes, and says so. */
export function shortcoming(code: string, what: string, advice: string): Finding {
  return { severity: "shortcoming", code, what, advice };
}

/** Worth knowing, and no reason to change the verdict. */
export function note(code: string, what: string, advice: string): Finding {
  return { severity: "note", code, what, advice };
}

/** The process must have gone by itself before the platform would have killed it. */
export function lateExit({ figures, exit }: RunRecord, { graceMs }: Settings): readonly Finding[] {
  const { exitMs = Infinity } = figures;
  if (exitMs > graceMs + EXIT_SLACK_MS || exit?.killed) {
    const what = `still alive ${graceMs} ms after the signal, then it was killed`;
    return [fault("LATE_EXIT", what, ADVICE_DEADLINE)];
  }
  if (exitMs <= graceMs) return [];
  const late = ((exitMs - graceMs) / 1_000).toFixed(1);
  const what =
    `gone ${late} s after the platform would have killed it, which is within what a busy machine may need`;
  return [shortcoming("LATE_EXIT", what, ADVICE_DEADLINE)];
}

const ADVICE_DEADLINE =
  "Give the whole shutdown one deadline that is shorter than the grace period, and exit when it is over.";

/** What a request that was in flight before the signal may not end in. */
export const NOT_ANSWERED: readonly RequestClass[] = ["lost", "cut", "race", "refused"];

/** How many a busy machine may cost, of those that only the watch itself sends. */
const FEW = 2;

/** Requests of some lanes that ended in a class in which none may end. */
export function lostRequests(
  record: RunRecord,
  lanes: readonly string[],
  classes: readonly RequestClass[] = ["lost", "cut"],
): readonly Finding[] {
  const wrong = record.requests.filter((each) =>
    lanes.includes(each.lane) && classes.includes(each.class)
  );
  const groups = Map.groupBy(wrong, (each) => `${each.class}|${each.lane}`);
  return [...groups.values()].flatMap((those) => lossOf(those, record));
}

/** Who was never taken from the listener's queue was not accepted, which is no loss. */
function lossOf(all: readonly RequestRecord[], record: RunRecord): readonly Finding[] {
  const { class: kind, lane } = all[0] as RequestRecord;
  const those = all.filter(({ how }) => how !== NEVER_TAKEN);
  const waiting = all.length - those.length;
  const counts = record.lanes[lane];
  const total = counts ? Object.values(counts).reduce((sum, count) => sum + count, 0) : all.length;
  // Of very many, not all are kept; the counts are of all.
  const count = Math.max(counts?.[kind] ?? 0, all.length) - waiting;
  const queued = waiting > 0 ? [neverTaken(waiting, total, lane)] : [];
  if (those.length === 0) return queued;
  const hows = [...new Set(those.map(({ how }) => how))].join("; ");
  const what = `${count} of ${total} requests (${lane}) ${kind}: ${hows}`;
  if (mayBeBusy(those, lane)) return [...queued, note(kind.toUpperCase(), what, ADVICE_BUSY)];
  const ids = those.map(({ id }) => id);
  return [...queued, fault(kind.toUpperCase(), what, ADVICE[kind], ids)];
}

/** What the kernel has shown counts, be it a single one. */
function mayBeBusy(those: readonly RequestRecord[], lane: string): boolean {
  const guesses: readonly string[] = Object.values(GUESSES);
  return those.length <= FEW && [PROBE_LANE, LATE_LANE].includes(lane) &&
    those.every(({ how }) => guesses.includes(how));
}

const ADVICE_BUSY =
  "So few may be the fault of a busy machine: if it comes again in more --rounds, it is not.";

function neverTaken(count: number, total: number, lane: string): Finding {
  return note(
    "QUEUED",
    `${count} of ${total} requests (${lane}) waited for the listener until it closed, and were never taken`,
    ADVICE_QUEUED,
  );
}

/** What to do about connections that were reset in the queue of the listener. */
export const ADVICE_QUEUED =
  "Clients connect again. Take what waits before the listener closes, and close it only when the load balancer sends elsewhere; then there are few.";

const ADVICE: Readonly<Record<RequestClass, string>> = {
  answered: "",
  refused:
    "Answer what was accepted before the signal, and serve on until the load balancer has heard that you are not ready.",
  race:
    "End no connection on which a request may have come: read what is there before, and answer it.",
  lost:
    "Wait for every request that was accepted before connections are ended or the process exits.",
  cut: "Let answers that have begun come to their end before the process exits.",
  unjudged: "",
};
