import { exitCode } from "../judge/exit-code.ts";
import { lateExit, shortcoming } from "../judge/findings.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Scenario } from "./scenario.ts";

/** Ctrl-C, and the stop signal of some images. */
const OTHER: NodeJS.Signals = "SIGINT";

/** Nothing is going on: the simplest end that there is, by the platform's signal and by Ctrl-C. */
export const idleExit: Scenario = {
  id: "idle-exit",
  group: "process",
  title: "Nothing to do",
  promise: "With nothing in flight the process ends by itself, in time, with 0.",
  needs: () => undefined,
  variants: ({ signal }) => [...new Set([signal, OTHER])],
  async drive(run) {
    // SAFETY: the variants are signals.
    run.signal(run.variant as NodeJS.Signals);
    await run.gone();
  },
  judge: (record, settings) => [
    ...lateExit(record, settings),
    ...(isUnheard(record, settings.signal) ? [unheard()] : exitCode(record, settings)),
  ],
};

/** Who does not listen to Ctrl-C is ended by it, as is the custom; nothing is cleaned up then. */
function isUnheard({ variant, exit }: RunRecord, signal: NodeJS.Signals): boolean {
  return variant === OTHER && signal !== OTHER && (exit?.signal === OTHER || exit?.code === 130);
}

function unheard(): Finding {
  return shortcoming(
    "SIGINT_UNHEARD",
    `${OTHER} ends it at once: nobody listens to it`,
    `Listen to ${OTHER} as to the platform's signal: Ctrl-C then ends it in order, too.`,
  );
}
