import { QuiesceError } from "../check/mod.ts";
import { type Place, type Scope, StopReason } from "../core/mod.ts";
import type { HandBack, HandedBack } from "./pool-options.ts";

/** How long a pool that ends by itself waits for what takes back its jobs. A life has its own time. */
const HAND_BACK_MS = 5_000;

/** Collects what a pool hands back, and delivers it. */
export class HandBackList<In> {
  readonly #jobs: HandedBack<In>[] = [];
  readonly #handBack: HandBack<In> | undefined;

  constructor(handBack: HandBack<In> | undefined) {
    this.#handBack = handBack;
  }

  get jobs(): readonly HandedBack<In>[] {
    return this.#jobs;
  }

  add(job: HandedBack<In>): void {
    this.#jobs.push(job);
  }

  /** Calls who takes it, if there is anything. Rejects with what that throws. */
  async deliver(signal: AbortSignal): Promise<void> {
    if (this.#jobs.length > 0) await this.#handBack?.(this.#jobs, signal);
  }

  /** The same as a task of `scope`, which a stop does not cut. Never rejects. */
  async deliverIn(scope: Scope, place: Place): Promise<void> {
    if (this.#handBack === undefined || this.#jobs.length === 0) return;
    await scope.spawn("hand-back", () => this.#deliverShielded(scope), { place }).outcome;
  }

  async #deliverShielded(scope: Scope): Promise<void> {
    try {
      await scope.shield(HAND_BACK_MS, (own) => this.deliver(own.signal));
    } catch (error) {
      // The reason of the shield would look like an answer to the stop.
      throw isTimeout(error) ? lateError(scope.path, error) : error;
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof StopReason && error.kind === "deadline";
}

function lateError(path: string, cause: unknown): QuiesceError {
  const what = `the hand-back of pool "${path}"`;
  const message = `Cannot wait for ${what} any longer: it was given ${HAND_BACK_MS} ms`;
  return new QuiesceError("DEADLINE", message, { cause });
}
