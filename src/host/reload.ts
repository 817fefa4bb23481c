import { type Lifecycle, type Platform, QuiesceError, type Release, release } from "../core/mod.ts";
import { errorText } from "./error-text.ts";
import { log } from "./log.ts";

/** How long one hook is waited for. */
const PATIENCE_MS = 30_000;

/** Reads something again, such as a configuration. */
export type ReloadFunction = () => unknown;

/** The hooks that a signal runs instead of ending the life. */
export class Reloads {
  readonly #life: Lifecycle;
  readonly #platform: Platform;
  readonly #hooks: Map<string, ReloadFunction> = new Map();
  #running = false;
  #again = false;

  constructor(life: Lifecycle, platform: Platform) {
    this.#life = life;
    this.#platform = platform;
  }

  /** Whether there is anything to reload. */
  get isEmpty(): boolean {
    return this.#hooks.size === 0;
  }

  /**
   * Adds a hook.
   *
   * @throws {QuiesceError} `BAD_HOOK` when it has no name or is not a function
   * @throws {QuiesceError} `DUPLICATE_HOOK` when the name is taken
   */
  add(name: string, run: ReloadFunction): Release {
    check(name, run);
    if (this.#hooks.has(name)) {
      const message = `Cannot register reload hook "${name}": there is a reload hook of that name`;
      throw new QuiesceError("DUPLICATE_HOOK", message);
    }
    this.#hooks.set(name, run);
    return release(() => this.#hooks.delete(name));
  }

  /** Runs all, one by one, in the order of registration. While they run, one more run is kept. */
  async run(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      for (const [name, run] of [...this.#hooks]) await this.#call(name, run);
    }
    this.#running = false;
  }

  async #call(name: string, run: ReloadFunction): Promise<void> {
    const late = Promise.withResolvers<never>();
    const disarm = this.#life.clock.after(PATIENCE_MS, () => {
      const message = `Cannot wait for it any longer: ${PATIENCE_MS} ms have passed`;
      late.reject(new QuiesceError("DEADLINE", message));
    });
    try {
      // A hook that hangs must not swallow every later reload.
      await Promise.race([(async () => await run())(), late.promise]);
    } catch (error) {
      const line = `quiesce: reload hook "${name}" failed: ${errorText(error)}`;
      log(this.#life, this.#platform, "error", line);
    } finally {
      disarm();
    }
  }
}

function check(name: unknown, run: unknown): void {
  if (typeof name !== "string" || name === "") {
    throw new QuiesceError("BAD_HOOK", "Cannot register reload hook: its name must be a text");
  }
  if (typeof run === "function") return;
  const message = `Cannot register reload hook "${name}": expected a function, got ${typeof run}`;
  throw new QuiesceError("BAD_HOOK", message);
}
