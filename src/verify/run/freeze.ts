import type { Exchange } from "../wire/exchange.ts";
import type { Run } from "./run.ts";

const AFTER_MS = 100;
const FREEZE_MS = 1_500;

/**
 * Stops every process of the service a moment after its drain has begun, and lets it go on later. It
 * shows nothing when none of `exchanges` is in flight by then.
 */
export async function freezeInDrain(run: Run, exchanges: readonly Exchange[]): Promise<void> {
  await run.sleep(run.settings.delayMs + AFTER_MS);
  if (exchanges.every(({ hasEnded, status }) => hasEnded && status !== undefined)) {
    run.unjudged("no request was in flight when it was stopped: name a route that takes a second");
  }
  // Most of the grace period has to be left: what it is used up by is not the service's fault.
  const frozenMs = Math.min(FREEZE_MS, run.settings.graceMs / 5);
  run.subject.family.signal("SIGSTOP");
  run.mark("signal", "SIGSTOP");
  run.stage(`it is stopped for ${frozenMs} ms`);
  await run.sleep(frozenMs);
  run.subject.family.signal("SIGCONT");
  run.mark("signal", "SIGCONT");
  run.stage("it goes on");
}
