import type { Finding, RequestClass, RequestRecord, RunRecord } from "../result.ts";
import { EXIT_SLACK_MS } from "../run/run.ts";
import type { Settings } from "../settings.ts";

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
  return [...groups.values()].map((those) => lossOf(those, record));
}

function lossOf(those: readonly RequestRecord[], record: RunRecord): Finding {
  const { class: kind, lane } = those[0] as RequestRecord;
  const total = record.lanes[lane];
  const all = total ? Object.values(total).reduce((sum, count) => sum + count, 0) : those.length;
  // Of very many, not all are kept; the counts are of all.
  const count = Math.max(total?.[kind] ?? 0, those.length);
  const hows = [...new Set(those.map(({ how }) => how))].join("; ");
  const what = `${count} of ${all} requests (${lane}) ${kind}: ${hows}`;
  return fault(kind.toUpperCase(), what, ADVICE[kind], those.map(({ id }) => id));
}

const ADVICE: Readonly<Record<RequestClass, string>> = {
  answered: "",
  refused:
    "Answer what was accepted before the signal, and serve on until the load balancer has heard that you are not ready.",
  race: "Say Connection: close in each answer for a while before idle connections are ended.",
  lost:
    "Wait for every request that was accepted before connections are ended or the process exits.",
  cut: "Let answers that have begun come to their end before the process exits.",
  unjudged: "",
};
