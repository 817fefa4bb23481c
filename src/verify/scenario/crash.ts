import { heldByClients } from "../judge/held.ts";
import { fault, lateExit, lostRequests } from "../judge/findings.ts";
import { cleanupSkipped } from "../judge/last-line.ts";
import type { Finding, RunRecord } from "../result.ts";
import { PROBE_LANE, watch } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { expectInFlight } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "slow";
const CRASH_LANE = "crash";
const REQUESTS = 5;

/** An error that nobody caught ends the process, and takes nobody with it. */
export const crash: Scenario = {
  id: "crash",
  group: "process",
  title: "A crash with requests in flight",
  promise:
    "After an uncaught error the requests in flight are answered, and the process ends, not with 0.",
  needs({ routes }) {
    if (!routes.crash) {
      return "no route is known that makes the process fail: name one with --route crash=/path";
    }
    return routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path";
  },
  async drive(run) {
    const slow = run.route("slow");
    const kept = await run.traffic.connectAll(LANE, REQUESTS);
    const exchanges = kept.map((connection) => run.traffic.ask(LANE, slow, { connection }));
    await Promise.all(exchanges.map(({ sent }) => sent));
    // The service must have read them: that they were sent does not show it.
    await run.sleep(slow.tookMs / 4);
    expectInFlight(run, exchanges);
    run.act(`${run.route("crash").path} is asked for, which makes it fail`);
    const crashing = run.traffic.ask(CRASH_LANE, run.route("crash"));
    const watching = watch(run);
    await crashing.sent;
    await run.gone();
    await watching;
  },
  judge(record, settings) {
    if (record.exit?.killed) return livesOn(record, settings);
    return [
      ...lostRequests(record, [LANE], ["lost", "cut", "race"]),
      ...heldByClients(record, settings),
      ...lateExit(record, settings),
      ...exitOfCrash(record),
      ...cleanupSkipped(record, settings),
    ];
  },
};

function exitOfCrash({ exit }: RunRecord): readonly Finding[] {
  if (exit?.code !== 0) return [];
  return [fault(
    "CRASH_HIDDEN",
    "ended with 0 after an uncaught error",
    "Exit with another code than 0 after an uncaught error, so that the platform takes it for one.",
  )];
}

/** Going on as if nothing had been is another mistake than to hang. */
function livesOn(record: RunRecord, settings: Settings): readonly Finding[] {
  const { answered = 0, refused = 0 } = record.lanes[PROBE_LANE] ?? {};
  // One who drains and hangs answers few and refuses many; the last may have met the kill.
  if (answered <= refused) return lateExit(record, settings);
  return [fault(
    "LIVES_ON",
    "still takes traffic after the crash: either the error was swallowed, or the route makes none",
    "After an uncaught error nothing is known of the state: drain, clean up and exit with 1.",
  )];
}
