import { isAlike } from "../judge/alike.ts";
import { fault, lateExit, shortcoming } from "../judge/findings.ts";
import { notedCount } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import type { Settings } from "../settings.ts";
import type { Scenario } from "./scenario.ts";

const AT_ONCE = "read at once";
/** What differs from the first time is of no weight: an id, a duration. */
const AGAIN = "read at once again";
const CONTROLS: readonly string[] = [AT_ONCE, AGAIN];
const LATE = "read late";
const FULL = "read late from a full pipe";
/** For how long nobody reads. A service that waits for its reader is in time all the same. */
const HELD_MS = 1_500;

const NOTHING_SAID = "it prints nothing on stdout after the signal: print a line when it has ended";
const ADVICE =
  "Do not call exit right after printing: set the exit code and let the process end, or wait until stdout is drained.";

/** What is said last is what one reads first when something went wrong. */
export const output: Scenario = {
  id: "output",
  group: "process",
  title: "Output at the end",
  promise: "All that is printed before the end arrives, also when its reader is slow.",
  needs: () => undefined,
  variants: () => [AT_ONCE, AGAIN, LATE, FULL],
  start: () => ({ heldOutput: true }),
  async drive(run) {
    const { subject } = run;
    subject.readOutput();
    // What the start has printed is not what this is about.
    await run.sleep(100);
    run.fact("linesBefore", subject.stdoutCount);
    if (!CONTROLS.includes(run.variant)) subject.holdOutput();
    if (run.variant === FULL) subject.fillOutput();
    run.signal();
    await readWhenGone(run);
    await run.gone();
    await run.sleep(100);
    noteLines(run);
  },
  judge(record, settings, earlier) {
    if (record.variant === AT_ONCE) return lastLine(record, settings);
    if (record.variant === AGAIN) return [];
    const controls = earlier.filter(({ variant = "" }) => CONTROLS.includes(variant));
    return [...lateExit(record, settings), ...cutOff(record, controls)];
  },
};

/** Nobody reads until it is gone; or until it shows that it waits for its reader. */
async function readWhenGone(run: Run): Promise<void> {
  await run.until(() => run.subject.isGone, Math.min(HELD_MS, run.settings.graceMs / 4));
  run.subject.readOutput();
}

function noteLines(run: Run): void {
  const before = Number(run.facts["linesBefore"]);
  const said = run.subject.stdoutSince(before).map(({ text }) => text);
  run.fact("lines", said.length);
  run.fact("lastLine", said.at(-1) ?? null);
  run.fact("isTorn", run.subject.isInMidLine);
  if (run.variant === AT_ONCE && said.length === 0) run.unjudged(NOTHING_SAID);
  if (run.earlier.some(({ unjudged }) => unjudged !== undefined)) run.unjudged(NOTHING_SAID);
}

/** Lost, if each control had more lines, or both have ended in other words than this. */
function cutOff(record: RunRecord, controls: readonly RunRecord[]): readonly Finding[] {
  const lines = notedCount(record, "lines");
  const counts = controls.map((each) => notedCount(each, "lines"));
  const [all, most] = [Math.min(...counts), Math.max(...counts)];
  const [last, one, other] = [record, ...controls].map(lastOf);
  const isMissing = controls.length > 0 && (lines < all || isTorn(record, controls));
  const isOther = one !== undefined && other !== undefined &&
    isAlike(last ?? "", one, other) === false;
  if (!isMissing && !isOther) return [];
  const what = isMissing
    ? `${record.variant}: ${lines} of ${most} lines arrived, the last one "${last}"`
    : `${record.variant}: the last line is "${last}" instead of "${one}"`;
  // Few readers are that far behind; but then it is a bad day, and the last words matter.
  if (record.variant === FULL) return [shortcoming("OUTPUT_CUT", what, ADVICE)];
  return [fault("OUTPUT_CUT", what, ADVICE)];
}

/** A reader that is there at once may be too slow for one that does not wait: a control is cut then. */
function isTorn({ facts }: RunRecord, controls: readonly RunRecord[]): boolean {
  return facts["isTorn"] === true && controls.some((each) => each.facts["isTorn"] === false);
}

function lastOf({ facts }: RunRecord): string {
  return String(facts["lastLine"] ?? "");
}

function lastLine({ facts }: RunRecord, { lastLine: expected }: Settings): readonly Finding[] {
  const last = String(facts["lastLine"] ?? "");
  if (expected === undefined || new RegExp(expected).test(last)) return [];
  return [fault(
    "LAST_LINE",
    `the last line on stdout is "${last}", which does not match /${expected}/`,
    ADVICE,
  )];
}
