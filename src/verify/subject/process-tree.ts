import type { ProcessRecord } from "../result.ts";
import type { Subject } from "./subject.ts";

/** The processes that the command started, and which of them lives on after it. */
export function processTree(subject: Subject): readonly ProcessRecord[] {
  return subject.pid > 0 ? subject.family.records(subject.isGone) : [];
}
