import { fault } from "../judge/findings.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Scenario } from "./scenario.ts";

/** How much later than its parent a child may end and still count as ended with it. */
const AFTER_MS = 1_500;

/** What a service has started ends with it. */
export const children: Scenario = {
  id: "children",
  group: "process",
  title: "Child processes",
  promise: "When the process is gone, so is every process that it has started.",
  needs: () => undefined,
  async drive(run) {
    const { family } = run.subject;
    const before = family.look().length;
    run.signal();
    await run.gone();
    await run.until(() => family.look().length === 0, AFTER_MS);
    if (before <= 1 && family.size <= 1) {
      run.unjudged("it started no other process, so none could be left behind");
    }
  },
  judge: (record) => orphans(record),
};

function orphans({ processes }: RunRecord): readonly Finding[] {
  const left = processes.filter(({ orphaned }) => orphaned);
  if (left.length === 0) return [];
  const server = left.find(({ listens }) => listens);
  const commands = left.map(({ command, pid }) => `${command} (${pid})`).join(", ");
  return [fault(
    "ORPHANED",
    `${left.length} of the processes that it has started live on after it: ${commands}`,
    server
      ? "The server itself is left behind: start it directly, or by exec, so that the signal reaches it."
      : "Pass the signal on to what you have started, and wait for each to end before you exit.",
  )];
}
