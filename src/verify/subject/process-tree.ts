import type { ProcessRecord } from "../result.ts";
import type { Subject } from "./subject.ts";

/** The processes that the command started, and which of them lives on after it. */
export function processTree(_subject: Subject, _port: number): Promise<readonly ProcessRecord[]> {
  return Promise.resolve([]);
}
