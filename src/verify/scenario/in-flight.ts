import type { Run } from "../run/run.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Answer } from "../wire/response-reader.ts";

/** Says that a run shows nothing when none of `exchanges` is in flight, now that it matters. */
export function expectInFlight(run: Run, exchanges: readonly Exchange[]): void {
  if (exchanges.some(({ hasEnded }) => !hasEnded)) return;
  run.unjudged(
    "no request was in flight at the signal: name a route that takes longer, a second or so",
  );
}

/** Waits for answers before anything happens, but not for ever. */
export async function answersBefore(
  run: Run,
  exchanges: readonly Exchange[],
): Promise<readonly (Answer | undefined)[]> {
  const { startMs } = run.settings;
  if (await run.until(() => exchanges.every(({ hasEnded }) => hasEnded), startMs)) {
    return await Promise.all(exchanges.map(({ ended }) => ended));
  }
  run.unjudged(`it did not answer within ${startMs} ms, before anything happened`);
  return exchanges.map(() => undefined);
}

/** How long the end of a process may take to show on its connections. */
const SHOWN_MS = 3_000;

/** Waits for what the end of the process ends too; not for ever, should its children live on. */
export async function endedWithIt(run: Run, work: Promise<unknown>): Promise<void> {
  let hasEnded = false;
  void work.then(() => (hasEnded = true));
  await run.until(() => hasEnded, SHOWN_MS);
}
