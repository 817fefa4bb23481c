import { fault } from "../judge/findings.ts";
import { exitAfterForce } from "../judge/forced.ts";
import type { Finding, RunRecord } from "../result.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "never-ending";
const REQUESTS = 3;
/** Long enough apart to be three: echoes of one Ctrl-C come within some 500 ms. */
const APART_MS = 1_000;
/** How long "at once" may take on a busy machine. */
const AT_ONCE_MS = 1_500;

/** Somebody who signals for the third time wants it gone. */
export const thirdSignal: Scenario = {
  id: "third-signal",
  group: "signals",
  title: "A third signal",
  promise: "A third signal ends the process at once, not with 0.",
  needs: ({ routes }) =>
    routes.hang
      ? undefined
      : "no route is known that never answers: name one with --route hang=/path",
  async drive(run) {
    await putInFlight(run, LANE, run.route("hang"), REQUESTS, { isEndless: true });
    for (let sent = 0; sent < 3; sent += 1) {
      if (await run.until(() => run.subject.isGone, sent === 0 ? 0 : APART_MS)) break;
      run.signal();
      run.fact("signals", sent + 1);
    }
    if (run.facts["signals"] === 1) {
      run.unjudged(
        `it had ended within ${APART_MS} ms of the first signal: give it a longer deadline`,
      );
    }
    run.fact("atOnce", await run.until(() => run.subject.isGone, AT_ONCE_MS));
    await run.gone();
  },
  judge: (record) => [...atOnce(record), ...exitAfterForce(record)],
};

function atOnce(record: RunRecord): readonly Finding[] {
  if (record.facts["atOnce"] === true) return [];
  return [fault(
    "THIRD_SIGNAL_IGNORED",
    `still alive ${AT_ONCE_MS} ms after the third signal`,
    "Exit at once at the third signal, with 128 + its number, whatever is still to be done.",
  )];
}
