import type { Finding, RunRecord } from "../result.ts";
import type { Settings } from "../settings.ts";
import { fault } from "./findings.ts";

/** Whether the service has said what it says at its end, or never says anything then. */
export function hasLastLine({ lastLine }: Settings, last: string | undefined): boolean {
  return lastLine === undefined || new RegExp(lastLine).test(last ?? "");
}

/** What a service says at its end shows that its cleanup was not left out. */
export function cleanupSkipped(record: RunRecord, settings: Settings): readonly Finding[] {
  const last = record.stdout.at(-1);
  if (record.exit?.killed || hasLastLine(settings, last)) return [];
  return [fault(
    "CLEANUP_SKIPPED",
    `the last line on stdout was "${last ?? ""}", which does not match /${settings.lastLine}/`,
    "Keep a share of the budget for the cleanup, and run it whatever the reason of the end is.",
  )];
}
