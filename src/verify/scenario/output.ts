import { fault, lateExit, shortcoming } from "../judge/findings.ts";
import type { Fact, Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import type { Settings } from "../settings.ts";
import type { Scenario } from "./scenario.ts";

const AT_ONCE = "read at once";
const LATE = "read late";
const FULL = "read late from a full pipe";
/** For how long nobody reads. A service that waits for its reader is in time all the same. */
const HELD_MS = 1_500;
/** What is counted or timed may differ from run to run. */
const CHANGING = /\d+/g;

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
  variants: () => [AT_ONCE, LATE, FULL],
  start: () => ({ heldOutput: true }),
  async drive(run) {
    const { subject } = run;
    subject.readOutput();
    // What the start has printed is not what this is about.
    await run.sleep(100);
    run.fact("linesBefore", subject.stdoutCount);
    if (run.variant !== AT_ONCE) subject.holdOutput();
    if (run.variant === FULL) subject.fillOutput();
    run.signal();
    await readWhenGone(run);
    await run.gone();
    await run.sleep(100);
    noteLines(run);
  },
  judge(record, settings, earlier) {
    if (record.variant === AT_ONCE) return lastLine(record, settings);
    const usual = earlier.find(({ variant }) => variant === AT_ONCE);
    return [...lateExit(record, settings), ...(usual ? cutOff(record, usual) : [])];
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
  if (run.variant === AT_ONCE && said.length === 0) run.unjudged(NOTHING_SAID);
  if (run.earlier.some(({ unjudged }) => unjudged !== undefined)) run.unjudged(NOTHING_SAID);
}

/** Lost, if the control had more lines or ended in other words. What was said in order is there. */
function cutOff(record: RunRecord, usual: RunRecord): readonly Finding[] {
  const [lines, all] = [record, usual].map(({ facts }) => Number(facts["lines"])) as [
    number,
    number,
  ];
  const [last, expected] = [record, usual].map(({ facts }) => folded(facts["lastLine"] ?? ""));
  if (lines >= all && last === expected) return [];
  const words = [record, usual].map(({ facts }) => JSON.stringify(facts["lastLine"]));
  const what = `${record.variant}: ${lines} of ${all} lines arrived, the last one ${words[0]} ` +
    `instead of ${words[1]}`;
  // Few readers are that far behind; but then it is a bad day, and the last words matter.
  if (record.variant === FULL) return [shortcoming("OUTPUT_CUT", what, ADVICE)];
  return [fault("OUTPUT_CUT", what, ADVICE)];
}

function folded(line: Fact): string {
  return String(line).replaceAll(CHANGING, "#");
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
