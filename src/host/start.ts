import { type Lifecycle, QuiesceError, StopReason } from "../core/mod.ts";
import { obeysStop } from "./obeys-stop.ts";

/** The time that a start is given. */
export interface StartTimes {
  /** How long it may take. */
  readonly timeoutMs: number;
  /** How long it is waited for once that is over. */
  readonly unwindMs: number;
}

/** Calls `main`, and makes `life` ready when it returns or ends it when it does not. */
export function start(life: Lifecycle, main: () => unknown, times: StartTimes): void {
  const startup = new Startup(life, times);
  void startup.run(main);
}

const NAME = "main of run";

/** No place of the program: `main` is where to look. */
const OURS = { text: "" };

class Startup {
  readonly #life: Lifecycle;
  readonly #times: StartTimes;
  readonly #work: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #startMs: number;
  #isOver = false;
  #hasExpired = false;

  constructor(life: Lifecycle, times: StartTimes) {
    this.#life = life;
    this.#times = times;
    this.#startMs = life.clock.nowMs();
    // Whether it fails is looked at in the drain, to which it may never come.
    this.#work.promise.catch(() => {});
  }

  async run(main: () => unknown): Promise<void> {
    const disarm = this.#life.clock.after(this.#times.timeoutMs, () => this.#expire());
    const forget = this.#life.on("state.changed", ({ to }) => {
      disarm();
      if (to === "draining") this.#join();
    });
    await this.#attempt(main);
    disarm();
    if (this.#isOver) forget();
  }

  /** A `main` that has not returned when the gates close is work in flight like any other. */
  #join(): void {
    if (this.#isOver || this.#hasExpired) return;
    const options = { place: OURS, startMs: this.#startMs };
    this.#life.scope.spawn(NAME, () => this.#settled(), options);
  }

  async #attempt(main: () => unknown): Promise<void> {
    try {
      await main();
      this.#isOver = true;
      if (this.#life.state === "starting") this.#life.ready();
      this.#work.resolve();
    } catch (error) {
      this.#fail(error);
      this.#work.reject(error);
    }
  }

  #fail(error: unknown): void {
    // Once the end has begun, what `main` throws is told as that of any other work.
    if (this.#life.remainingMs() !== Infinity) return;
    this.#isOver = true;
    const message = this.#life.health.started ? "main failed" : "the start failed";
    void this.#life.shutdown(new StopReason(message, { kind: "failure", cause: error }));
  }

  /** What has used up its time is cut at once. */
  #expire(): void {
    const { timeoutMs, unwindMs } = this.#times;
    this.#hasExpired = true;
    this.#life.onDrain(NAME, () => this.#unwind(), { timeoutMs: unwindMs, place: OURS });
    const message = `the start took longer than ${timeoutMs} ms`;
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
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
