import type { Finding, RunRecord } from "../result.ts";
import type { Settings } from "../settings.ts";
import { fault } from "./findings.ts";

/** What a service says at its end shows that its cleanup was not left out. */
export function cleanupSkipped(record: RunRecord, settings: Settings): readonly Finding[] {
  const { lastLine } = settings;
  const last = record.stdout.at(-1) ?? "";
  if (lastLine === undefined || record.exit?.killed || new RegExp(lastLine).test(last)) return [];
  return [fault(
    "CLEANUP_SKIPPED",
    `the last line on stdout was "${last}", which does not match /${lastLine}/`,
    "Keep a share of the budget for the cleanup, and run it whatever the reason of the end is.",
  )];
}
