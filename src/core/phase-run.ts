import { bounded } from "./bounded.ts";
import type { Budget, Stage } from "./budget.ts";
import type { Events } from "./event.ts";
import type { Hook } from "./hook.ts";
import { predecessorsOf } from "./order.ts";
import type { Unstopped } from "./outcome.ts";
import type { Clock } from "./port.ts";
import type { StopReason } from "./reason.ts";
import { isChained, type Registry } from "./registry.ts";
import { errorReport, type HookReport } from "./report.ts";
import type { Phase } from "./state.ts";
import { tracker } from "./tracker.ts";

/** What a phase needs of the life around it. */
export interface PhaseHost {
  readonly clock: Clock;
  readonly budget: Budget;
  readonly registry: Registry;
  readonly reason: StopReason;
  readonly cut: readonly Unstopped[];
  readonly events: Events;
  hookSettled(report: HookReport): void;
  fail(from: string, error: unknown): void;
}

/** The stage of the budget at which a phase must be over. */
export function stageOf(phase: Phase): Stage {
  return phase === "drain" ? "unwind" : phase;
}

/**
 * Runs the hooks of one phase in their order.
 *
 * Every hook is called, whatever became of those before it. When the phase must be over, nobody
 * waits for anybody any more: those that have not been called are called at once, with a signal that
 * is already aborted, and waited for only for a moment.
 */
export class PhaseRun {
  readonly phase: Phase;
  readonly #host: PhaseHost;
  readonly #over: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #running: Set<Promise<void>> = new Set();

  constructor(phase: Phase, host: PhaseHost) {
    this.phase = phase;
    this.#host = host;
  }

  /** Starts all that is registered. **Ends** when each has settled or was given up. */
  async run(): Promise<void> {
    const { budget, registry } = this.#host;
    const disarm = budget.onDeadline(stageOf(this.phase), () => this.#over.resolve());
    const hooks = registry.of(this.phase);
    this.#startAll(hooks, predecessorsOf(hooks, isChained(this.phase)));
    await this.settled();
    disarm();
  }

  /** Starts a hook that was registered while the phase ran, or after it. */
  join(hook: Hook, late: boolean): void {
    this.#track(this.#call(hook, late));
  }

  /** **Ends** when nothing runs, including what joined meanwhile. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startAll(hooks: readonly Hook[], before: ReadonlyMap<Hook, readonly Hook[]>): void {
    const started = new Map<Hook, Promise<void>>();
    const start = (hook: Hook): Promise<void> => {
      const known = started.get(hook);
      if (known) return known;
      const promise = this.#callAfter(hook, (before.get(hook) ?? []).map(start));
      started.set(hook, promise);
      this.#track(promise);
      return promise;
    };
    for (const hook of hooks.toReversed()) void start(hook);
  }

  async #callAfter(hook: Hook, others: readonly Promise<void>[]): Promise<void> {
    if (others.length > 0) await Promise.race([Promise.all(others), this.#over.promise]);
    if (this.#host.registry.has(hook)) return await this.#call(hook, false);
    this.#host.hookSettled({ ...this.#describe(hook, false), end: "skipped", tookMs: 0 });
  }

  async #call(hook: Hook, late: boolean): Promise<void> {
    const { clock, budget, reason, cut } = this.#host;
    const about = this.#describe(hook, late);
    const stage = stageOf(this.phase);
    const what = `${hook.phase} hook "${hook.name}"`;
    this.#host.events.emit("hook.started", { phase: hook.phase, hook: hook.name });
    const ended = await bounded(
      {
        clock,
        what,
        timeoutMs: budget.remainingMs(stage) <= 0 ? 0 : hook.timeoutMs ?? Infinity,
        lateMs: budget.lateMs,
        failed: (error) => this.#host.fail(what, error),
        until: (expire) => budget.onDeadline(stage, expire),
      },
      (signal) =>
        hook.run({
          signal,
          reason,
          cut,
          remainingMs: () => Math.max(0, budget.remainingMs(stage)),
        }),
    );
    tracker?.closed(hook);
    const tookMs = budget.usedMs() - about.startMs;
    const error = ended.end === "done" ? undefined : errorReport(what, ended.error);
    this.#host.hookSettled({ ...about, end: ended.end, tookMs, ...(error && { error }) });
    if (ended.end === "failed") this.#host.fail(what, ended.error);
  }

  #describe(
    hook: Hook,
    late: boolean,
  ): Pick<HookReport, "phase" | "hook" | "startMs" | "where" | "late"> {
    return {
      phase: hook.phase,
      hook: hook.name,
      startMs: this.#host.budget.usedMs(),
      where: hook.place.text,
      late,
    };
  }

  #track(promise: Promise<void>): void {
    this.#running.add(promise);
    void promise.then(() => this.#running.delete(promise));
  }
}
