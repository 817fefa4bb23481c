import { type Lifecycle, QuiesceError, type Release, StopReason } from "../core/mod.ts";
import { obeysStop } from "./obeys-stop.ts";

/** The time that a start is given. */
export interface StartTimes {
  /** How long it may take. */
  readonly timeoutMs: number;
  /** How long it is waited for once it was stopped. */
  readonly unwindMs: number;
}

/** Calls `main`, and makes `life` ready when it returns or ends it when it does not. */
export function start(life: Lifecycle, main: () => unknown, times: StartTimes): void {
  const startup = new Startup(life, times);
  void startup.run(main);
}

/** No place of the program: `main` is where to look. */
const OURS = { text: "" };

class Startup {
  readonly #life: Lifecycle;
  readonly #times: StartTimes;
  readonly #work: PromiseWithResolvers<void> = Promise.withResolvers();
  #hook: Release | undefined;

  constructor(life: Lifecycle, times: StartTimes) {
    this.#life = life;
    this.#times = times;
    // Whether it fails is looked at by the hook, which may never run.
    this.#work.promise.catch(() => {});
  }

  async run(main: () => unknown): Promise<void> {
    const { timeoutMs, unwindMs } = this.#times;
    const disarm = this.#life.clock.after(timeoutMs, () => this.#expire());
    const forget = this.#life.on("state.changed", ({ to }) => {
      if (to === "ready") this.#started(disarm);
    });
    this.#hook = this.#life.onDrain("main of run", () => this.#unwind(), {
      timeoutMs: unwindMs,
      place: OURS,
    });
    await this.#attempt(main);
    disarm();
    forget();
  }

  async #attempt(main: () => unknown): Promise<void> {
    try {
      await main();
      if (this.#life.state === "starting") this.#life.ready();
      this.#forgetHook();
      this.#work.resolve();
    } catch (error) {
      this.#fail(error);
      this.#work.reject(error);
    }
  }

  /** A `main` that has said that it is ready goes on as work like any other. */
  #started(disarm: Release): void {
    disarm();
    this.#forgetHook();
    this.#hook = this.#life.onDrain("quiesce:main", () => this.#settled(), { place: OURS });
  }

  #fail(error: unknown): void {
    // Once the end has begun, the hook reports what `main` throws.
    if (this.#life.remainingMs() !== Infinity) return;
    this.#forgetHook();
    const message = this.#life.health.started ? "main failed" : "the start failed";
    void this.#life.shutdown(new StopReason(message, { kind: "failure", cause: error }));
  }

  #expire(): void {
    const message = `the start took longer than ${this.#times.timeoutMs} ms`;
    const cause = new QuiesceError("DEADLINE", `Cannot wait for the start any longer: ${message}`);
    void this.#life.shutdown(new StopReason(message, { kind: "failure", cause }));
  }

  async #unwind(): Promise<void> {
    this.#life.scope.abort(this.#life.scope.reason);
    await this.#settled();
  }

  async #settled(): Promise<void> {
    try {
      await this.#work.promise;
    } catch (error) {
      if (!isAbort(error) && !obeysStop(this.#life, error)) throw error;
    }
  }

  #forgetHook(): void {
    if (this.#life.remainingMs() === Infinity) this.#hook?.();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
