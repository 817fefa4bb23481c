import type { Clock } from "../../src/core/mod.ts";

/** What a {@linkcode Flusher} is made of. */
export interface FlusherOptions {
  readonly clock: Clock;
  /** Sends what is pending. */
  readonly flush: () => unknown;
  /** How long all calls may take together. */
  readonly mostMs: number;
  /** Is told when it did not succeed. */
  readonly warn: (line: string) => void;
}

/**
 * Sends telemetry within a bound, and gives up for good when that fails: a collector that is not
 * there is waited for once.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  #leftMs: number;
  #hasFailed = false;

  constructor(options: FlusherOptions) {
    this.#options = options;
    this.#leftMs = options.mostMs;
  }

  /** **Ends** when all was sent, and in any case within `mostMs`. Never rejects. */
  async run(mostMs: number): Promise<void> {
    if (this.#hasFailed) return;
    const { clock, warn } = this.#options;
    const startMs = clock.nowMs();
    const problem = await this.#flush(Math.min(mostMs, this.#leftMs));
    this.#leftMs = Math.max(0, this.#leftMs - (clock.nowMs() - startMs));
    if (problem === undefined) return;
    this.#hasFailed = true;
    warn(`quiesce: telemetry may be lost: ${problem}`);
  }

  async #flush(mostMs: number): Promise<string | undefined> {
    const { clock, flush } = this.#options;
    const late = Promise.withResolvers<string>();
    const disarm = clock.after(mostMs, () => {
      late.resolve(`it was not sent within ${Math.round(mostMs)} ms`);
    });
    const sent = (async () => void await flush())().catch(textOf);
    const problem = await Promise.race([sent, late.promise]);
    disarm();
    return problem ?? undefined;
  }
}

/** Providers reject with an array of errors. */
function textOf(error: unknown): string {
  const first: unknown = Array.isArray(error) ? error[0] : error;
  return first instanceof Error ? first.message || first.name : String(first);
}
