import type { Run } from "./run.ts";

const AFTER_MS = 100;
const FREEZE_MS = 1_500;

/** Stops every process of the service a moment after the signal, and lets it go on later. */
export async function freezeInDrain(run: Run): Promise<void> {
  await run.sleep(AFTER_MS);
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
