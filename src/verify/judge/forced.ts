import type { Finding, RunRecord } from "../result.ts";
import { fault } from "./findings.ts";

/** What was forced to end has left something undone, and may not say that all went well. */
export function exitAfterForce({ exit }: RunRecord): readonly Finding[] {
  if (exit?.code !== 0) return [];
  return [fault(
    "EXIT_CODE",
    "ended with 0 although it was forced to, with requests in flight",
    "Exit with 128 + the number of the signal: what was cut is no success.",
  )];
}
