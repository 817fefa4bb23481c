import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GAPS } from "./gaps.ts";
import { type RuntimeName, Subject } from "./subject.ts";

/** One promise of the README, as something that can fail. */
export interface Case {
  readonly id: string;
  readonly promise: string;
  /** Says why this machine cannot run the case; `undefined` when it can. */
  readonly refusal?: () => string | undefined;
  run(subject: Subject): Promise<void>;
}

/** Programs mostly wait, so a few of them fit on one core side by side. */
const SIDE_BY_SIDE = 4;

/** Judges one runtime by the cases: one test each. */
export function conform(
  runtime: RuntimeName,
  cases: readonly Case[],
  concurrency: number = SIDE_BY_SIDE,
): void {
  describe(`${runtime} conforms`, { concurrency }, () => {
    for (const one of cases) judge(runtime, one);
  });
}

function judge(runtime: RuntimeName, { id, promise, refusal, run }: Case): void {
  const gap = GAPS[runtime]?.[id];
  const refused = refusal?.();
  // The machine is asked again, so that a refusal is a finding and not a flag.
  if (refused) it(`${id} not possible here, ${refused}: ${promise}`, () => assert.ok(refusal?.()));
  // A gap that starts to pass must fail here, so that it is struck off.
  else if (gap) it(`${id} gap, ${gap}: ${promise}`, () => assert.rejects(staged(runtime, run)));
  else it(`${id} ${promise}`, () => staged(runtime, run));
}

async function staged(runtime: RuntimeName, run: Case["run"]): Promise<void> {
  const subject = new Subject(runtime);
  try {
    await run(subject);
  } finally {
    await subject.close();
  }
}
