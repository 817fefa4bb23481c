import type { Run } from "../run/run.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Answer } from "../wire/response-reader.ts";

const TOO_BUSY = "this machine is too busy: the delay was over before the requests were sent";

/** Says that a run shows nothing when none of `exchanges` is in flight, now that it matters. */
export function expectInFlight(run: Run, exchanges: readonly Exchange[]): void {
  if (exchanges.some(({ hasEnded }) => !hasEnded)) return;
  if (isLate(run)) return run.unjudged(TOO_BUSY);
  // After the signal it tells something, too, that there is no answer.
  if (run.signalAtMs !== undefined && exchanges.some(({ status }) => status === undefined)) return;
  run.unjudged(
    "no request was in flight at the signal: name a route that takes longer, a second or so",
  );
}

/** How requests are put in flight. */
export interface Putting {
  /** How long each of them takes. */
  readonly tookMs: number;
  /** What it may take to put them. Default: 0. */
  readonly putMs?: number;
  put(): Promise<readonly Exchange[]>;
}

/**
 * Puts requests in flight and signals, in such an order that they are in flight when the drain
 * begins: one who says that it serves on for longer than they take gets them within that time. What
 * comes `after` the signal goes on meanwhile.
 */
export async function throughDrain(
  run: Run,
  { tookMs, putMs = 0, put }: Putting,
  after: (run: Run) => Promise<void>,
): Promise<void> {
  const aheadMs = run.settings.delayMs - tookMs / 2;
  if (aheadMs <= 0) await put();
  run.signal();
  const within = aheadMs > 0 ? putWithin(run, Math.max(0, aheadMs - putMs), put) : [];
  const [late] = await Promise.all([within, after(run)]);
  if (late.some(({ hasEnded, status = 503 }) => hasEnded && status === 503)) run.unjudged(TOO_BUSY);
}

/** Returns what was put so late that it may have come after the delay. */
async function putWithin(
  run: Run,
  aheadMs: number,
  put: () => Promise<readonly Exchange[]>,
): Promise<readonly Exchange[]> {
  await run.sleep(aheadMs);
  const exchanges = await put();
  return isLate(run) ? exchanges : [];
}

function isLate(run: Run): boolean {
  const { signalAtMs = Infinity, settings: { delayMs } } = run;
  return delayMs > 0 && run.nowMs() - signalAtMs >= delayMs;
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
