import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "slow";

/** The plainest promise: what was accepted is answered. */
export const slowRequests: Scenario = {
  id: "slow-requests",
  group: "requests",
  title: "Slow requests in flight",
  promise:
    "Every request that was accepted before the signal is answered, and then the process ends.",
  needs: ({ routes }) =>
    routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path",
  async drive(run) {
    await putInFlight(run, LANE, run.route("slow"), run.settings.load.requests);
    await signalAndWatch(run);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], ["lost", "cut", "race", "refused"]),
    ...lostRequests(record, [PROBE_LANE]),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};
