import { exitCode, wasHeard } from "../judge/exit-code.ts";
import { lateExit, shortcoming } from "../judge/findings.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Settings } from "../settings.ts";
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
  judge: (record, settings) =>
    record.variant === settings.signal
      ? [...lateExit(record, settings), ...exitCode(record, settings)]
      : byInterrupt(record, settings),
};

/** People send it, and no platform that was not told to: to be deaf to it is no fault. */
function byInterrupt(record: RunRecord, settings: Settings): readonly Finding[] {
  if (record.exit?.killed) return [ignored()];
  const ending = isUnheard(record) ? [unheard()] : exitCode(record, settings);
  return [...lateExit(record, settings), ...ending];
}

function ignored(): Finding {
  return shortcoming(
    "SIGINT_IGNORED",
    `${OTHER} does not end it: who presses Ctrl-C has to kill it`,
    `Listen to ${OTHER} as to the platform's signal, unless it is kept from the service on purpose.`,
  );
}

/** Who does not listen to Ctrl-C is ended by it, as is the custom; nothing is cleaned up then. */
function isUnheard(record: RunRecord): boolean {
  const { exit } = record;
  return (exit?.signal === OTHER || exit?.code === 130) && !wasHeard(record);
}

function unheard(): Finding {
  return shortcoming(
    "SIGINT_UNHEARD",
    `${OTHER} ends it at once: nobody listens to it`,
    `Listen to ${OTHER} as to the platform's signal: Ctrl-C then ends it in order, too.`,
  );
}
