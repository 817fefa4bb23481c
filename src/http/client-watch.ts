import type { Clock } from "../core/mod.ts";

/** A handler that is done sooner needs no signal; most are. */
const YOUNG_MS = 10;

/** Something that wants to know whether its client is still there. */
export interface Watcher {
  /** Begins to listen to the client, unless there is nothing left to abort. */
  watchClient(): void;
}

/**
 * Listens to clients only once their requests have taken a while. The signal of a request costs more
 * than all else that is done for one, and Deno aborts it, at even more cost, after each response.
 */
export class ClientWatch {
  readonly #clock: Clock;
  #young: Watcher[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches the client of a request that came just now. */
  add(watcher: Watcher): void {
    this.#young.push(watcher);
    if (this.#young.length === 1) this.#clock.after(YOUNG_MS, () => this.#grow());
  }

  #grow(): void {
    const grown = this.#young;
    this.#young = [];
    for (const each of grown) each.watchClient();
  }
}
