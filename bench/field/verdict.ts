import type { ScenarioResult } from "../../src/verify/mod.ts";
import type { Candidate, Feature } from "./field.ts";
import { LETTERS } from "./live.ts";

/** What a library has to offer to pass at all. Who does not offer it leaves it to the user. */
const RESTS_ON: Readonly<Record<string, Feature>> = {
  readiness: "readiness",
  "web-socket": "WebSockets",
  "second-signal": "second signal",
  "third-signal": "second signal",
  "never-ending-request": "deadline",
  crash: "crash",
  "dependency-frozen": "cleanup",
};

/** Whether a scenario asks for something that the candidate does not claim to do. */
export function isLeftToUser({ offers }: Candidate, { id }: Pick<ScenarioResult, "id">): boolean {
  const feature = RESTS_ON[id];
  return feature !== undefined && !offers.includes(feature);
}

/** `P`, `w`, `F`, `–`; in brackets when the failing thing is left to the user. */
export function verdictText(candidate: Candidate, result: ScenarioResult | undefined): string {
  if (result === undefined) return "";
  const letter = LETTERS[result.verdict];
  return result.verdict === "fail" && isLeftToUser(candidate, result) ? `(${letter})` : letter;
}
