import { fault, lateExit } from "../judge/findings.ts";
import { exitAfterForce } from "../judge/forced.ts";
import type { Finding, RunRecord } from "../result.ts";
import { putInFlight } from "./put-in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "never-ending";
const REQUESTS = 3;
const ONE = "one signal";
const TWO = "two signals";
/** Long enough after the first to be meant: echoes of one Ctrl-C come within some 500 ms. */
const SECOND_AFTER_MS = 1_200;
/** An own deadline that comes this soon after the second signal hides what that one does. */
const LEAST_LEFT_MS = 1_000;

/** Somebody who signals again is in a hurry. */
export const secondSignal: Scenario = {
  id: "second-signal",
  group: "signals",
  title: "A second signal",
  promise: "A second signal hurries: the process ends well before its own deadline, not with 0.",
  needs: ({ routes }) =>
    routes.hang
      ? undefined
      : "no route is known that never answers: name one with --route hang=/path",
  variants: () => [ONE, TWO],
  async drive(run) {
    await putInFlight(run, LANE, run.route("hang"), REQUESTS, { isEndless: true });
    run.signal();
    if (run.variant === TWO && await run.until(() => run.subject.isGone, SECOND_AFTER_MS)) {
      return run.unjudged(
        `it had ended within ${SECOND_AFTER_MS} ms, before a second signal could be sent: ` +
          "give it a longer deadline",
      );
    }
    if (run.variant === TWO) {
      run.fact("secondAtMs", Math.round(run.nowMs() - (run.signalAtMs ?? 0)));
      run.signal();
    }
    await run.gone();
    const usualMs = usualEndMs(run.earlier);
    if (run.variant === TWO && usualMs - SECOND_AFTER_MS < LEAST_LEFT_MS) {
      run.unjudged(
        `its own deadline ends it after ${usualMs} ms, too soon to see what a second signal does: ` +
          "give it a longer deadline",
      );
    }
  },
  judge(record, settings, earlier) {
    if (record.variant === ONE) return [];
    if (record.exit?.killed) return [ignored("still alive when the grace period was over")];
    return [
      ...lateExit(record, settings),
      ...hurried(record, earlier),
      ...exitAfterForce(record),
    ];
  },
};

/** When it ends by its own deadline. `Infinity`: it has none before the platform's. */
function usualEndMs(earlier: readonly RunRecord[]): number {
  return earlier.find(({ variant }) => variant === ONE)?.figures.exitMs ?? Infinity;
}

/** Hurried is what waits less than half of the time that was left: a share, and not a time. */
function hurried(record: RunRecord, earlier: readonly RunRecord[]): readonly Finding[] {
  const secondMs = Number(record.facts["secondAtMs"]);
  const { drainMs = 0, exitMs = Infinity } = record.figures;
  const usual = earlier.find(({ variant }) => variant === ONE)?.figures;
  const { drainMs: usualDrainMs = Infinity, exitMs: usualMs = Infinity } = usual ?? {};
  // The cleanup after it may take its time; what is in flight may not.
  if (drainMs - secondMs < (usualDrainMs - secondMs) / 2 && exitMs < usualMs) return [];
  return [ignored(`ended ${exitMs} ms after the first signal, and after ${usualMs} ms without it`)];
}

function ignored(what: string): Finding {
  return fault(
    "SECOND_SIGNAL_IGNORED",
    `a second signal changes nothing: ${what}`,
    "Let a second signal cut what is still in flight, run the cleanup, and exit with 128 + its number.",
  );
}
