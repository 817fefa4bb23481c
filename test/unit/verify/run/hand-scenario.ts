// Scenarios that are driven from the start on, and a service that is a shell: it is on every machine.
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import type { Settings } from "../../../../src/verify/settings.ts";

/** One that signals at once, waits for the end, and finds nothing. */
export function handScenario(given: Partial<Scenario> = {}): Scenario {
  return {
    id: "by-hand",
    group: "process",
    title: "By hand",
    promise: "It does what the test says.",
    early: true,
    needs: () => undefined,
    async drive(run) {
      run.signal();
      await run.gone();
    },
    judge: () => [],
    ...given,
  };
}

/** Settings for a shell script. */
export function shellSettings(script: string, given: Partial<Settings> = {}): Settings {
  return {
    command: ["sh", "-c", script],
    cwd: ".",
    environment: {},
    signal: "SIGTERM",
    graceMs: 5_000,
    startMs: 20_000,
    rounds: 1,
    jobs: 2,
    load: { clients: 1, requests: 1, idle: 1, crowd: 1, burst: 1 },
    routes: {},
    delayMs: 0,
    http2: false,
    ...given,
  };
}
