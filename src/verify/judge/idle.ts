import type { RequestRecord, RunRecord } from "../result.ts";
import { PROBE_LANE } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { ENDLESS } from "./classify.ts";

/**
 * For how long a process lived on with nothing left to do: from its last answer, or from the end of
 * its listener if that came later, until it was gone.
 */
export function idleMs(record: RunRecord, { delayMs }: Settings): number {
  const { exit, signalAtMs } = record;
  if (!exit || signalAtMs === undefined) return 0;
  const listeningMs = lastListeningMs(record, exit.atMs);
  const lastMs = Math.max(signalAtMs + delayMs, lastWorkMs(record), listeningMs);
  return Math.max(0, exit.atMs - lastMs);
}

function lastWorkMs({ requests }: RunRecord): number {
  const ends = requests.filter(isWork).map(({ endMs }) => endMs);
  return ends.reduce((last, endMs) => Math.max(last, endMs), 0);
}

/** What the watch itself has ended says nothing of the end; what had to be cut does. */
function isWork({ lane, class: kind, how }: RequestRecord): boolean {
  return lane !== PROBE_LANE && (kind !== "unjudged" || how === ENDLESS);
}

/** Who takes new connections until the end still has something to do. 0: nobody has looked. */
function lastListeningMs({ marks, lanes }: RunRecord, endMs: number): number {
  const refusing = marks.find(({ kind }) => kind === "refusing");
  if (refusing) return Math.min(refusing.atMs, endMs);
  return lanes[PROBE_LANE] ? endMs : 0;
}
