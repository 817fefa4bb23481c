// A request that never ends has to be cut: by the service, before the platform does it to all that is
// left. That it was cut is not visible to the platform but by the exit code. A 0 hides it from
// whoever reads exit codes; no client notices, so it is a shortcoming and not a fault.
import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, shortcoming } from "../judge/findings.ts";
import { cleanupSkipped } from "../judge/last-line.ts";
import type { Finding, RunRecord } from "../result.ts";
import { watch } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "never-ending";
const OTHERS_LANE = "slow";
const REQUESTS = 3;

/** Some requests hang for ever, while others are in flight that do not. */
export const neverEndingRequest: Scenario = {
  id: "never-ending-request",
  group: "requests",
  title: "A request that never ends",
  promise:
    "It is cut by the service's own deadline, before the platform's; all others are answered.",
  needs: ({ routes }) =>
    routes.hang
      ? undefined
      : "no route is known that never answers: name one with --route hang=/path",
  async drive(run) {
    const { slow, fast } = run.settings.routes;
    const hang = run.route("hang");
    const hanging = Array.from(
      { length: REQUESTS },
      () => run.traffic.ask(LANE, hang, { isEndless: true }),
    );
    const kept = slow ? await run.traffic.connectAll(OTHERS_LANE, REQUESTS) : [];
    await Promise.all(hanging.map(({ sent }) => sent));
    const others = slow
      ? kept.map((connection) => run.traffic.ask(OTHERS_LANE, slow, { connection }))
      : [];
    await Promise.all(others.map(({ sent }) => sent));
    // The service must have read them: an answer to what was sent after them shows it best.
    if (fast) await run.traffic.ask(OTHERS_LANE, fast).ended;
    await run.sleep((slow?.tookMs ?? 400) / 4);
    if (hanging.some(({ hasEnded }) => hasEnded)) {
      run.unjudged(
        "the route that never answers has answered: name another with --route hang=/path",
      );
    }
    run.signal();
    const watching = watch(run);
    await Promise.all(others.map(({ ended }) => ended));
    await run.gone();
    await watching;
  },
  judge: (record, settings) => [
    ...lateExit(record, settings),
    ...lostRequests(record, [OTHERS_LANE], ["lost", "cut", "race", "refused"]),
    ...exitAfterCut(record, settings),
    ...cleanupSkipped(record, settings),
  ],
};

/**
 * Another code than 0 is the truth where something did not come to its end. To be told so by a 503
 * helps the client; that work was given up is still worth to be seen from outside.
 */
function exitAfterCut(record: RunRecord, settings: Settings): readonly Finding[] {
  const { exit, lanes } = record;
  const count = REQUESTS - (lanes[LANE]?.answered ?? 0);
  if (count === 0 || exit?.code === null) return exitCode(record, settings);
  if (exit?.code !== 0) return [];
  return [shortcoming(
    "EXIT_HIDES_CUT",
    `${count} requests did not come to their end, and the process ended with 0`,
    "Exit with another code than 0 when the deadline had to cut work, so that somebody can notice.",
  )];
}
