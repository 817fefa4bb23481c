import { aFunction, badOption, nonNegative, positive } from "../check/mod.ts";
import { type Lifecycle, StopReason } from "../core/mod.ts";

/**
 * Asks something that the service depends on. It has failed when it throws, rejects or answers
 * `false`. The signal aborts when its time is up, and when the life is not ready any more.
 */
export type CheckFunction = (signal: AbortSignal) => unknown;

/** The probes that a dependency may turn red. */
export type CheckedProbe = "ready" | "started";

/** One thing that the service depends on, and how it is asked for. */
export interface DependencyCheck {
  /** Asks for it. */
  readonly check: CheckFunction;
  /** How long that may take, and a probe wait for it. Default: 1000. */
  readonly timeoutMs?: number;
  /** How long what was found is told again without asking anew. Default: 1000. */
  readonly cacheMs?: number;
  /** The probes that it turns red. Default: both, `ready` and `started`. Never `live`. */
  readonly affects?: readonly CheckedProbe[];
}

/** What was found of a dependency. */
export interface CheckResult {
  readonly name: string;
  readonly end: "ok" | "failed" | "timed-out";
  /** What it threw, or why it was given up. */
  readonly error?: unknown;
}

/** Is told when what was found of a dependency is no longer the same. */
export type CheckChanged = (name: string, error: unknown) => void;

const ACTION = "make probes";
const AFFECTED: readonly string[] = ["ready", "started"];

/** Asks for one dependency: one call for all who ask at a time, bounded, and remembered for a while. */
export class Check {
  readonly name: string;
  readonly affects: readonly string[];
  readonly #life: Lifecycle;
  readonly #check: CheckFunction;
  readonly #timeoutMs: number;
  readonly #cacheMs: number;
  readonly #changed: CheckChanged | undefined;
  #asking: Promise<CheckResult> | undefined;
  #isRunning = false;
  #last: CheckResult | undefined;
  #freshUntilMs = -Infinity;

  constructor(
    life: Lifecycle,
    [name, given]: readonly [string, CheckFunction | DependencyCheck],
    changed: CheckChanged | undefined,
  ) {
    const options: DependencyCheck = typeof given === "function" ? { check: given } : { ...given };
    const option = `checks.${name}`;
    this.name = name;
    this.#life = life;
    this.#changed = changed;
    this.#check = aFunction(ACTION, `${option}.check`, options.check);
    this.#timeoutMs = positive(ACTION, `${option}.timeoutMs`, options.timeoutMs ?? 1_000);
    this.#cacheMs = nonNegative(ACTION, `${option}.cacheMs`, options.cacheMs ?? 1_000);
    this.affects = checkAffects(`${option}.affects`, options.affects ?? AFFECTED);
  }

  /** **Ends** within its timeout, with what was found now or not long ago. Never rejects. */
  async ask(): Promise<CheckResult> {
    if (this.#asking) return await this.#asking;
    const isFresh = this.#life.clock.nowMs() < this.#freshUntilMs;
    // One that ignores its signal is not started again while it hangs.
    if (this.#last && (isFresh || this.#isRunning)) return this.#last;
    return await (this.#asking = this.#run());
  }

  async #run(): Promise<CheckResult> {
    const { name } = this;
    const { clock } = this.#life;
    const controller = new AbortController();
    const cut = Promise.withResolvers<CheckResult>();
    const end = (error: StopReason): void => {
      // Settle first: what obeys the signal was still late.
      cut.resolve({ name, end: "timed-out", error });
      controller.abort(error);
    };
    const disarm = clock.after(this.#timeoutMs, () => end(late(this.#timeoutMs)));
    const forget = this.#life.on("state.changed", () => end(new StopReason("it was not ready")));
    const result = await Promise.race([cut.promise, this.#result(controller.signal)]);
    disarm();
    forget();
    this.#found(result);
    return result;
  }

  async #result(signal: AbortSignal): Promise<CheckResult> {
    const { name } = this;
    this.#isRunning = true;
    try {
      if (await this.#check(signal) !== false) return { name, end: "ok" };
      return { name, end: "failed", error: new Error("Cannot be ready: the check answered false") };
    } catch (error) {
      return { name, end: "failed", error };
    } finally {
      this.#isRunning = false;
    }
  }

  #found(result: CheckResult): void {
    const { clock, state } = this.#life;
    const wasOk = (this.#last?.end ?? "ok") === "ok";
    this.#asking = undefined;
    this.#last = result;
    // One that was called off says nothing of what it asked for.
    const isCalledOff = state !== "ready";
    this.#freshUntilMs = isCalledOff ? -Infinity : clock.nowMs() + this.#cacheMs;
    if (!isCalledOff && wasOk !== (result.end === "ok")) this.#tell(result);
  }

  #tell({ name, error }: CheckResult): void {
    try {
      this.#changed?.(name, error);
    } catch (thrown) {
      this.#life.caught('option "checkChanged"', thrown);
    }
  }
}

function checkAffects(option: string, given: readonly string[]): readonly string[] {
  if (Array.isArray(given) && given.every((probe) => AFFECTED.includes(probe))) return given;
  const why = "since a restart of this process heals nothing that it depends on";
  const found = Array.isArray(given) ? given.join() : given;
  throw badOption(ACTION, option, `a list of "ready" and "started" only, ${why}`, found);
}

function late(timeoutMs: number): StopReason {
  return new StopReason(`it took longer than ${timeoutMs} ms`, { kind: "deadline" });
}
