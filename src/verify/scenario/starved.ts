import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../judge/findings.ts";
import { notedWords } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { starve } from "../subject/starve.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "slow";
const LOOK_MS = 100;
/** Who waited for a processor for half of its grace period, and got this little, is not to blame. */
const LEAST_SHARE = 0.05;
const MOST_WAITED = 0.5;

/** Many services share a machine, and all of a node's services end at the same time. */
export const starved: Scenario = {
  id: "starved",
  group: "process",
  title: "A starved machine",
  promise: "With little of one processor it still answers all it accepted, and ends in time.",
  loud: true,
  needs: ({ routes }) =>
    routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path",
  async drive(run) {
    // Only once it serves: that the start takes longer then is not what this is about.
    const starvation = starve(run.subject.family.look().map(({ pid }) => pid));
    try {
      run.fact("starvedBy", starvation.done);
      run.fact("notPermitted", starvation.missing);
      if (starvation.done.length === 0) {
        return run.unjudged("nothing to starve it by is there: taskset, renice, sh or a cgroup");
      }
      run.stage(`it is starved by ${starvation.done.join(", ")}`);
      await endStarved(run);
    } finally {
      run.subject.kill();
      await starvation.end();
    }
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], NOT_ANSWERED),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
    ...partly(record),
  ],
};

async function endStarved(run: Run): Promise<void> {
  const { subject, settings } = run;
  await putInFlight(run, LANE, run.route("slow"), settings.load.requests);
  const before = subject.processorTime();
  let last = before;
  run.signal();
  // Of a process that is gone nothing can be asked.
  const looking = setInterval(() => {
    const now = subject.processorTime();
    if (now.usedMs >= last.usedMs) last = now;
  }, LOOK_MS);
  const isGone = await run.gone();
  clearInterval(looking);
  const usedMs = last.usedMs - before.usedMs;
  const waitedMs = Math.round(last.waitedMs - before.waitedMs);
  run.fact("usedMs", usedMs);
  run.fact("waitedMs", waitedMs);
  const hasTooLittle = usedMs < settings.graceMs * LEAST_SHARE;
  if (isGone || !hasTooLittle || waitedMs < settings.graceMs * MOST_WAITED) return;
  run.unjudged(
    `it got a processor for only ${usedMs} ms of its grace period: this machine has too much else ` +
      "to do, or the grace period is too short",
  );
}

function partly(record: RunRecord): readonly Finding[] {
  const missing = notedWords(record, "notPermitted");
  if (missing.length === 0) return [];
  return [{
    severity: "note",
    code: "PARTLY_STARVED",
    what: `starved by ${notedWords(record, "starvedBy").join(", ")}; not by ${missing.join(", ")}`,
    advice: "What this machine did not permit can be tried on another one.",
  }];
}
