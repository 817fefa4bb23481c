import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../judge/findings.ts";
import { delayUnsaid } from "../judge/served-on.ts";
import { heldByClients } from "../judge/held.ts";
import { keepComing, LATE_LANE, PROBE_LANE, watchToEnd } from "../run/watch.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "slow";

/** The plainest promise: what was accepted is answered. */
export const slowRequests: Scenario = {
  id: "slow-requests",
  group: "requests",
  title: "Slow requests in flight",
  promise:
    "Every request that was accepted is answered, also in the shutdown, and then the process ends.",
  needs: ({ routes }) =>
    routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path",
  async drive(run) {
    const slow = run.route("slow");
    await putInFlight(run, LANE, slow, run.settings.load.requests);
    run.signal();
    await Promise.all([watchToEnd(run), keepComing(run, slow)]);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], NOT_ANSWERED),
    ...lostRequests(record, [LATE_LANE, PROBE_LANE]),
    ...delayUnsaid(record, settings, LATE_LANE),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};
