import { Budget, type Reserves } from "./budget.ts";
import { Drain } from "./drain.ts";
import type { Events } from "./event.ts";
import type { Gate } from "./gate.ts";
import type { Hook } from "./hook.ts";
import { badOption } from "../check/mod.ts";
import type { Unstopped } from "./outcome.ts";
import { type PhaseHost, PhaseRun, stageOf } from "./phase-run.ts";
import type { Clock } from "./port.ts";
import type { StopReason } from "./reason.ts";
import type { Registry } from "./registry.ts";
import {
  type ErrorReport,
  errorReport,
  exitCodeOf,
  frozen,
  type HookReport,
  type PhaseReport,
  reasonReport,
  type Report,
} from "./report.ts";
import type { Scope } from "./scope.ts";
import type { Settings } from "./settings.ts";
import { type Phase, type State, STATE_OF } from "./state.ts";

/** What a shutdown needs of the life that it ends. */
export interface ShutdownHost {
  readonly settings: Settings;
  readonly scope: Scope;
  readonly registry: Registry;
  readonly events: Events;
  readonly reserves: Reserves;
  readonly wasReady: boolean;
  gates(): readonly Gate[];
  /** What scopes that closed earlier have left behind. */
  left(): readonly Unstopped[];
  caught(from: string, error: unknown): void;
  move(to: State): void;
}

/** Why a shutdown was asked for, and from where. */
interface Asked {
  readonly reason: StopReason;
  readonly where: string;
}

/** One shutdown, from its first trigger to its report. */
export class Shutdown implements PhaseHost {
  readonly reason: StopReason;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly events: Events;
  readonly #host: ShutdownHost;
  readonly #where: string;
  readonly #phases: PhaseReport[] = [];
  readonly #hooks: HookReport[] = [];
  readonly #errors: ErrorReport[] = [];
  readonly #unstopped: Unstopped[] = [];
  readonly #calledOff: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #drain: Drain;
  readonly #runs: PhaseRun[] = [];
  #forced: StopReason | undefined;
  #forcedWhere = "";
  #isOff = false;
  #longestBlockMs = 0;

  constructor(host: ShutdownHost, { reason, where }: Asked) {
    const { clock, graceMs, maxGraceMs, delayMs } = host.settings;
    this.#host = host;
    this.reason = reason;
    this.#where = where;
    this.clock = clock;
    this.registry = host.registry;
    this.events = host.events;
    this.budget = new Budget(clock, {
      graceMs,
      maxGraceMs,
      delayMs,
      reserves: host.reserves,
    });
    this.#drain = new Drain(host, this.budget);
  }

  /** Goes through all phases. **Ends** with the report; never rejects. */
  async run(): Promise<Report> {
    const stopWatching = this.#watchLoop();
    if (!this.#isOff) await this.#phase("announce", () => this.#delay());
    if (!this.#isOff) await this.#finish();
    stopWatching();
    return this.#report();
  }

  /** Cuts short what is left. */
  force(reason: StopReason, where: string): void {
    this.#forced = reason;
    this.#forcedWhere = where;
    this.budget.hurry(this.#host.settings.forceMs);
  }

  /** Calls it off, if the gates have not closed yet. */
  callOff(): void {
    this.#isOff = true;
    this.#calledOff.resolve();
  }

  /** Runs a hook that was registered now. */
  join(hook: Hook, late: boolean): void {
    this.#runs.at(-1)?.join(hook, late);
  }

  /** What had not ended when the drain was over. */
  get cut(): readonly Unstopped[] {
    return this.#drain.cut;
  }

  /** Whether the hooks of `phase` run now. */
  isRunning(phase: Phase): boolean {
    return this.#runs.at(-1)?.phase === phase;
  }

  /** Notes an error for the report. */
  fail(from: string, error: unknown): void {
    this.#errors.push(errorReport(from, error));
  }

  /** Notes how a hook ended. */
  hookSettled(report: HookReport): void {
    this.#hooks.push(report);
    if (report.end === "timed-out") {
      const { phase, hook, tookMs, where } = report;
      this.#unstopped.push({ path: `${phase}/${hook}`, kind: "hook", ageMs: tookMs, where });
    }
    this.events.emit("hook.settled", report);
  }

  async #finish(): Promise<void> {
    const { scope } = this.#host;
    await this.#phase("drain", () => this.#drain.run(this.reason, () => this.#forced));
    this.#unstopped.push(...this.#drain.open(), ...this.#host.left());
    await this.#phase("compensate");
    await this.#phase("close", () => this.budget.before("close", scope.close(this.reason)), true);
    await this.#phase("flush");
    // What joined a phase in the moment of its end.
    for (const run of this.#runs) await run.settled();
  }

  /** Runs the hooks of a phase beside, or behind, what else belongs to it. */
  async #phase(phase: Phase, also?: () => Promise<unknown>, first = false): Promise<void> {
    const startMs = this.budget.usedMs();
    const allottedMs = Math.max(0, Math.round(this.budget.remainingMs(stageOf(phase))));
    const run = new PhaseRun(phase, this);
    this.#runs.push(run);
    this.#host.move(STATE_OF[phase]);
    this.events.emit("phase.started", { phase });
    const beside = also?.();
    if (first) await beside;
    await Promise.race([Promise.all([run.run(), beside]), this.#calledOff.promise]);
    if (!this.#isOff) await run.settled();
    const tookMs = this.budget.usedMs() - startMs;
    this.#phases.push({ phase, startMs, tookMs, allottedMs });
    this.events.emit("phase.ended", { phase, tookMs });
  }

  /** Serves on while the load balancers learn of it; nobody was told of a life that never was ready. */
  #delay(): Promise<void> {
    const { delayMs } = this.#host.settings;
    if (!this.#host.wasReady || delayMs === 0) return Promise.resolve();
    const over = Promise.withResolvers<void>();
    const disarm = this.clock.after(delayMs, over.resolve);
    void this.#calledOff.promise.then(over.resolve);
    return this.budget.before("announce", over.promise).finally(disarm);
  }

  /** Measures how late a short timer comes: by so much the event loop was blocked. */
  #watchLoop(): () => void {
    const { clock } = this;
    const everyMs = 25;
    let stop: () => void = () => {};
    const tick = (): void => {
      const dueMs = clock.nowMs() + everyMs;
      stop = clock.after(everyMs, () => {
        this.#longestBlockMs = Math.max(this.#longestBlockMs, clock.nowMs() - dueMs);
        tick();
      });
    };
    tick();
    return () => stop();
  }

  #report(): Report {
    const { settings } = this.#host;
    const { wasCut, cutBy } = this.#drain;
    const usedMs = this.budget.usedMs();
    const data: Omit<Report, "exitCode"> = {
      identity: settings.identity,
      end: this.#isOff ? "called-off" : "completed",
      reason: reasonReport(this.reason, this.#where),
      ...(this.#forced && { forced: reasonReport(this.#forced, this.#forcedWhere) }),
      startedAt: new Date(settings.clock.wallMs() - usedMs).toISOString(),
      graceMs: this.budget.graceMs,
      tookMs: usedMs,
      deadlinePassed: wasCut && !cutBy,
      ...(cutBy && { drainCut: reasonReport(cutBy) }),
      // Copies, since the report is frozen and late errors may still be noted.
      phases: [...this.#phases],
      hooks: [...this.#hooks],
      gates: this.#drain.gates(),
      cut: [...this.#drain.cut],
      unstopped: [...this.#unstopped],
      errors: [...this.#errors],
      longestBlockMs: this.#longestBlockMs,
    };
    // Frozen before it is shown, so that whoever maps the code cannot change what happened.
    return frozen(this.#mapped(frozen({ ...data, exitCode: exitCodeOf(data, this.#forced) })));
  }

  #mapped(report: Report): Report {
    try {
      const exitCode = this.#host.settings.exitCode?.(report) ?? report.exitCode;
      const isCode = Number.isInteger(exitCode) && exitCode >= 0 && exitCode <= 255;
      if (isCode) return { ...report, exitCode };
      throw badOption("map the exit code", "exitCode", "a whole number from 0 to 255", exitCode);
    } catch (error) {
      const errors = [...report.errors, errorReport("exitCode", error)];
      return { ...report, errors, exitCode: report.exitCode || 1 };
    }
  }
}
