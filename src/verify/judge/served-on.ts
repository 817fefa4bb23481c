import type { Finding, RunRecord } from "../result.ts";
import type { Settings } from "../settings.ts";
import { note } from "./findings.ts";

/** For less than that one serves on only since it takes a while to stop. */
export const LEAST_SERVED_MS = 500;

/** A delay that nobody has told of: the requests are not timed by it, and none is held against it. */
export function delayUnsaid(
  record: RunRecord,
  { delayMs }: Settings,
  lane: string,
): readonly Finding[] {
  const forMs = servedOnMs(record, lane);
  if (delayMs > 0 || forMs < LEAST_SERVED_MS) return [];
  const seconds = (Math.floor(forMs / 100) / 10).toFixed(1);
  return [note(
    "DELAY_UNSAID",
    `new requests were served for ${seconds} s after the signal: if that is meant, say --delay ${seconds}s`,
    "With --delay it is looked whether all is served for that long, and whether what is in flight at its end is answered.",
  )];
}

/** For how long after the signal a new request was still served. */
export function servedOnMs({ requests, signalAtMs = 0 }: RunRecord, lane: string): number {
  const served = requests.filter((each) => each.lane === lane && each.class === "answered");
  return served.reduce((last, { startMs }) => Math.max(last, startMs - signalAtMs), 0);
}
