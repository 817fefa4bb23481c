import {
  type Fault,
  type Lifecycle,
  type Platform,
  type Release,
  release,
  type Report,
  StopReason,
} from "../core/mod.ts";
import type { AttachSettings } from "./attach-options.ts";
import { appliedLine, refusedLine } from "./config-lines.ts";
import { dumpLines } from "./dump.ts";
import type { Party } from "./ending.ts";
import { errorText } from "./error-text.ts";
import { Guard } from "./guard.ts";
import type { Hub } from "./hub.ts";
import { idleReason } from "./idle-reason.ts";
import { Ladder, type Step } from "./ladder.ts";
import { isHeard, log, type Weight } from "./log.ts";
import { Mask } from "./mask.ts";
import { obeysStop } from "./obeys-stop.ts";
import { publishEvents } from "./publish-events.ts";
import { Progress } from "./progress.ts";
import { Reloads } from "./reload.ts";
import { reportLines } from "./report-lines.ts";
import type { SignalAction } from "./signal.ts";
import { rememberSteps } from "./steps.ts";

/** What is tied together. */
export interface Tie {
  readonly life: Lifecycle;
  readonly platform: Platform;
  readonly hub: Hub;
  readonly settings: AttachSettings;
}

const FAULTS: Readonly<Record<Fault["kind"], string>> = {
  uncaughtException: "uncaught exception",
  unhandledRejection: "unhandled rejection",
};

/** One life and what it has installed in its process. */
export class Attached {
  /** Holds signals back. */
  readonly mask: Mask;
  /** What a reload runs. */
  readonly reloads: Reloads;
  readonly #tie: Tie;
  readonly #ladder: Ladder;
  readonly #progress: Progress;
  readonly #guard: Guard;
  readonly #stepListeners: Set<(step: Step, signal: string) => void> = new Set();
  /** What ends with the attachment. */
  readonly #lasting: Release[] = [];
  /** What ends with the life. */
  readonly #others: Release[] = [];
  #party: Party | undefined;
  #hold: Release | undefined;

  constructor(tie: Tie) {
    const { life, platform, settings } = tie;
    this.#tie = tie;
    this.mask = new Mask((name) => this.#deliver(name));
    this.reloads = new Reloads(life, platform);
    this.#ladder = new Ladder(life.clock, settings.echoMs);
    this.#progress = new Progress(life);
    this.#guard = new Guard(life, platform, this.#progress);
  }

  /** Installs everything, or throws and leaves nothing. */
  install(): void {
    try {
      this.#listen();
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** What each signal means now: hooks that reload come and go. */
  meanings(): ReadonlyMap<string, SignalAction> {
    const { actions } = this.#tie.settings;
    return new Map([...actions].map(([name, action]) => [name, this.#meaning(name, action)]));
  }

  /** Removes everything. */
  release(): void {
    this.#letGo();
    for (const undo of this.#lasting.splice(0)) undo();
    this.#tie.hub.lives.delete(this.#tie.life);
  }

  #listen(): void {
    const { life, hub, settings } = this.#tie;
    const { actions, faults, exit, watchdog } = settings;
    for (const [name, action] of actions) {
      this.#lasting.push(hub.onSignal(name, () => this.#hear(name, action)));
    }
    if (faults) this.#others.push(hub.faults.add((fault) => this.#fault(fault)));
    if (watchdog) this.#guard.watch();
    this.#followLife();
    if (exit) this.#joinEnding();
    hub.lives.add(life);
    this.#lasting.push(publishEvents(life), this.#showSteps());
    if (life.remainingMs() !== Infinity) this.#begin();
  }

  #showSteps(): Release {
    return rememberSteps(this.#tie.life, {
      ahead: (signal) => this.#ahead(signal),
      onStep: (listener) => {
        this.#stepListeners.add(listener);
        return release(() => this.#stepListeners.delete(listener));
      },
    });
  }

  #ahead(signal: string): readonly Step[] {
    const { exit } = this.#tie.settings;
    if (this.meanings().get(signal) !== "shutdown" || this.mask.isOn) return [];
    return this.#ladder.ahead().filter((step) => exit || step !== "exit");
  }

  #joinEnding(): void {
    const { life, hub } = this.#tie;
    const party = this.#party = {
      clock: life.clock,
      remainingMs: () => life.remainingMs(),
      lastWork: () => life.lastWork(),
      isHeard: (weight) => isHeard(life, weight),
      letGo: () => this.#letGo(),
      left: () => this.release(),
    };
    this.#others.push(
      hub.ending.expect(party),
      hub.idle.add(() => {
        void life.shutdown(idleReason());
      }),
    );
  }

  #followLife(): void {
    const { life } = this.#tie;
    const arm = (): void => this.#guard.arm(this.#tie.settings.exit);
    this.#others.push(
      ...this.#progress.follow(),
      life.on("shutdown.requested", () => this.#begin()),
      life.on("shutdown.called-off", () => this.#calledOff()),
      life.on("shutdown.forced", arm),
      life.on("budget.extended", arm),
      life.on("phase.started", arm),
      life.on("hook.started", arm),
      life.on("stopped", ({ report }) => this.#stopped(report)),
      life.on("error.caught", ({ from, error }) => this.#caught(from, error)),
      life.on("config.applied", (event) => this.#log("info", appliedLine(event))),
      life.on("config.refused", (event) => this.#log("warn", refusedLine(event))),
    );
  }

  /** Lets go of what would keep the process alive, but goes on listening to signals. */
  #letGo(): void {
    for (const undo of this.#others.splice(0)) undo();
    this.#guard.release();
    this.#hold?.();
  }

  #begin(): void {
    const { platform, settings } = this.#tie;
    // Bun drops what is pending when the loop runs dry after an unhandled rejection.
    this.#hold ??= platform.hold();
    this.#guard.arm(settings.exit);
  }

  #calledOff(): void {
    this.#ladder.reset();
    this.#hold?.();
    this.#hold = undefined;
    this.#guard.disarm();
  }

  /** What fails before the end is in no report, so it is told now. */
  #caught(from: string, error: unknown): void {
    if (this.#tie.life.remainingMs() !== Infinity) return;
    this.#log("error", `quiesce: ${from}: ${errorText(error)}`);
  }

  #stopped(report: Report): void {
    this.#tell(report);
    // Another life may go on for longer than this one had.
    this.#guard.disarm();
    if (this.#party) this.#tie.hub.ending.stopped(this.#party, report);
    else this.#letGo();
  }

  #tell(report: Report): void {
    const { settings } = this.#tie;
    if (settings.report === false) return;
    const weight = report.exitCode === 0 ? "info" : "error";
    try {
      if (settings.report) settings.report(report);
      else reportLines(report).forEach((line) => this.#log(weight, line));
    } catch (error) {
      this.#log("error", `quiesce: option "report" failed: ${errorText(error)}`);
    }
  }

  #log(weight: Weight, line: string): void {
    log(this.#tie.life, this.#tie.platform, weight, line);
  }

  #hear(name: string, action: SignalAction): void {
    if (action === "ignore") return;
    if (action === "dump") this.#dump();
    else this.mask.hear(name);
  }

  #deliver(name: string): void {
    const action = this.#tie.settings.actions.get(name) ?? "shutdown";
    if (this.#meaning(name, action) === "reload") this.#reload();
    else this.#end(name);
  }

  #meaning(name: string, action: SignalAction): SignalAction {
    const isFree = name === "SIGHUP" && !this.#tie.settings.isHangupGiven;
    return isFree && !this.reloads.isEmpty ? "reload" : action;
  }

  #reload(): void {
    if (this.#tie.life.remainingMs() === Infinity) void this.reloads.run();
  }

  #end(name: string): void {
    const { life, platform, settings } = this.#tie;
    const number = platform.signals[name] ?? 0;
    const reason = new StopReason(`received ${name}`, { kind: "signal", signal: { name, number } });
    const step = this.#ladder.climb();
    this.#stepListeners.forEach((tell) => tell(step, name));
    if (step === "shutdown") void life.shutdown(reason);
    if (step === "force") void life.force(reason);
    if (step !== "exit" || !settings.exit) return;
    if (isHeard(life, "warn")) {
      platform.warn(`quiesce: ended at once by ${name}, with this open:`);
      this.#dump();
    }
    platform.exit(128 + number);
  }

  #dump(): void {
    const { life, platform } = this.#tie;
    dumpLines(life, this.#progress, platform).forEach((line) => platform.warn(line));
  }

  #fault(fault: Fault): void {
    const { life, hub } = this.#tie;
    const isEnding = life.remainingMs() !== Infinity;
    if (isEnding && obeysStop(life, fault.error)) return;
    const from = FAULTS[fault.kind];
    if (isHeard(life, "error")) {
      hub.warnOnce(fault, `quiesce: ${from}: ${errorText(fault.error)}`);
    }
    if (life.state === "stopped") hub.ending.spoil();
    if (isEnding) life.caught(from, fault.error);
    else void life.shutdown(new StopReason(from, { kind: "failure", cause: fault.error }));
  }
}
