import { type Clock, type Platform, type Release, release, type Report } from "../core/mod.ts";
import type { Weight } from "./log.ts";

/** How long the event loop may take to end by itself. */
const LINGER_MS = 100;
/** What each of the two gets even when the budget is used up. */
const LEAST_MS = 50;

/** A life that wants the process to end with it. */
export interface Party {
  readonly clock: Clock;
  /** What is left of its budget. */
  remainingMs(): number;
  /** Whether what matters so much is to be written. */
  isHeard(weight: Weight): boolean;
  /** What the last listeners still do, if anything. */
  lastWork(): Promise<unknown> | undefined;
  /** Lets go of all that would keep the process alive, or keep it from an honest end. */
  letGo(): void;
  /** Is called when the process was told to exit, which only a platform in a test survives. */
  left(): void;
}

/**
 * Ends the process once every life that wants so has stopped.
 *
 * Prefers the natural end, since `exit()` loses output and unfinished work: it sets the exit code
 * and lets the event loop run dry. What does not end by itself is ended, and what held it is named.
 */
export class Ending {
  readonly #platform: Platform;
  readonly #waiting: Set<Party> = new Set();
  #isSpoiled = false;
  #stopped: { readonly party: Party; readonly report: Report }[] = [];

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Makes the end wait for `party`, until it has stopped or is released. */
  expect(party: Party): Release {
    this.#waiting.add(party);
    return release(() => {
      if (this.#waiting.delete(party)) this.#endIfOver(party.clock);
    });
  }

  /** Notes that `party` has stopped. The last one ends the process. */
  stopped(party: Party, report: Report): void {
    if (!this.#waiting.delete(party)) return;
    this.#stopped.push({ party, report });
    this.#endIfOver(party.clock);
  }

  /** Notes that something failed after the last report, so that the process does not exit 0. */
  spoil(): void {
    this.#isSpoiled = true;
  }

  #endIfOver(clock: Clock): void {
    if (this.#waiting.size === 0 && this.#stopped.length > 0) this.#end(clock);
  }

  #end(clock: Clock): void {
    const stopped = this.#stopped;
    this.#stopped = [];
    const leftMs = (): number =>
      Math.max(LEAST_MS, ...stopped.map(({ party }) => party.remainingMs()));
    for (const { party } of stopped) party.letGo();
    const code = this.#code(stopped.map(({ report }) => report));
    this.#platform.setExitCode(code);
    const last = this.#lastWork(stopped.map(({ party }) => party));
    const exit = (): void => {
      if (stopped.some(({ party }) => party.isHeard("warn"))) this.#tellHeld();
      this.#platform.exit(this.#platform.exitCode() ?? code);
      for (const { party } of stopped) party.left();
    };
    this.#platform.afterUnref(Math.min(LINGER_MS, leftMs()), () => {
      // Only now: a natural end loses no output, and looking for some costs Bun 15 ms.
      const left = Promise.all([last.then(() => this.#platform.flush()), this.#platform.flush()]);
      void within(clock, leftMs(), left).then(() =>
        this.#platform.afterUnref(Math.min(LINGER_MS, leftMs()), exit)
      );
    });
  }

  #code(reports: readonly Report[]): number {
    const code = codeOf(reports) || Number(this.#isSpoiled);
    // The program's own code says more than an orderly end.
    return code || (this.#platform.exitCode() ?? 0);
  }

  /** Keeps the process alive for those who have not said their last word. */
  async #lastWork(parties: readonly Party[]): Promise<void> {
    const hold = this.#platform.hold();
    // What was told first of the end is this; the others have heard of it once it goes on.
    await undefined;
    await Promise.all(parties.map((party) => party.lastWork()));
    hold();
  }

  #tellHeld(): void {
    const held = this.#platform.held();
    const what = held.length > 0 ? `: ${held.join(", ")}` : "";
    this.#platform.warn(`quiesce: the process did not end by itself, something holds it${what}`);
  }
}

/** 128 + n when a repeated signal ended any of them, else the first that is not 0. */
function codeOf(reports: readonly Report[]): number {
  const forced = reports.find((report) => report.forced?.signal !== undefined);
  const failed = reports.find((report) => report.exitCode !== 0);
  return (forced ?? failed)?.exitCode ?? 0;
}

async function within(clock: Clock, timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const disarm = clock.after(timeoutMs, late.resolve);
  await Promise.race([work, late.promise]);
  disarm();
}
