import { exitCode, lateExit } from "../judge/findings.ts";
import type { Scenario } from "./scenario.ts";

/** Nothing is going on: the simplest end that there is. */
export const idleExit: Scenario = {
  id: "idle-exit",
  group: "process",
  title: "Nothing to do",
  promise: "With nothing in flight the process ends by itself, in time, with 0.",
  needs: () => undefined,
  async drive(run) {
    run.signal();
    await run.gone();
  },
  judge: (record, settings) => [...lateExit(record, settings), ...exitCode(record)],
};
