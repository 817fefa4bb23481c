import { checkBudget, type Reserves, reservesOf } from "./budget.ts";
import { type Configured, configured, type LifecycleChanges } from "./configuring.ts";
import type { DeclaredBudget } from "./declared.ts";
import { disposerOf } from "./disposer.ts";
import { QuiesceError } from "../check/mod.ts";
import {
  Events,
  type LifecycleEvent,
  type LifecycleEventName,
  type LifecycleEvents,
} from "./event.ts";
import { Gate } from "./gate.ts";
import type { Hook, HookFunction, HookOptions } from "./hook.ts";
import { badOption, nonNegative } from "../check/mod.ts";
import type { Unstopped } from "./outcome.ts";
import { type Place, placeOf } from "./place.ts";
import type { Clock } from "./port.ts";
import { StopReason, toReason } from "./reason.ts";
import { type Release, release } from "./release.ts";
import { Registry } from "./registry.ts";
import { errorReport, type Identity, type Report } from "./report.ts";
import { Scope } from "./scope.ts";
import type { Disposer } from "./scope-options.ts";
import { type LifecycleOptions, type LogLevel, type Settings, settingsOf } from "./settings.ts";
import { Shutdown } from "./shutdown.ts";
import { canMove, isPast, type Phase, type State, STATES } from "./state.ts";
import type { Task } from "./task.ts";

/** What probes are told. */
export interface Health {
  /** Whether it was ready once. */
  readonly started: boolean;
  /** Whether it should be sent work now. */
  readonly ready: boolean;
  /** Whether it should be left alone rather than killed. Stays true while it drains. */
  readonly live: boolean;
}

/**
 * Owns the life of a process, or of a part of one: what is open, what is in flight, how it ends.
 *
 * Making one has no effect outside it: no signal is listened to and nothing exits. `attach` of a
 * runtime's door does that.
 *
 * @example Close what was opened, newest first
 * ```ts
 * import { Lifecycle } from "quiesce";
 *
 * const life = new Lifecycle({ graceMs: 10_000 });
 * const closed: string[] = [];
 * life.use("database", {}, () => closed.push("database"));
 * life.use("cache", {}, () => closed.push("cache"));
 * life.ready();
 * const report = await life.shutdown("the example is over");
 * console.assert(report.exitCode === 0 && closed.join() === "cache,database");
 * ```
 */
export class Lifecycle {
  /** The root of the tree of work. What is open below it is waited for by the drain. */
  readonly scope: Scope;
  /** Counts the work in flight. Closes when the drain begins. */
  readonly gate: Gate;
  /** The options that it was made with. */
  readonly #first: LifecycleOptions;
  #options: LifecycleOptions;
  #settings: Settings;
  readonly #registry: Registry = new Registry();
  /** One promise per state, which stays settled even if the state is left again. */
  readonly #latches: ReadonlyMap<State, PromiseWithResolvers<void>> = new Map(
    STATES.map((state) => [state, Promise.withResolvers<void>()]),
  );
  readonly #events: Events;
  readonly #gates: Gate[];
  /** Scopes that have closed without all that they owned. */
  #left: readonly Scope[] = [];
  #state: State = "starting";
  #started = false;
  #shutdown: Shutdown | undefined;
  #report: PromiseWithResolvers<Report> | undefined;
  #forcedBy: StopReason | undefined;
  #lastWork: Promise<unknown>[] = [];

  /**
   * Makes a lifecycle in the state `starting`.
   *
   * @throws {QuiesceError} `BAD_OPTION` when an option is not what its type and unit ask for
   * @throws {QuiesceError} `BUDGET` when `delayMs` and the reserves are more than `graceMs`
   */
  constructor(options: LifecycleOptions = {}) {
    this.#settings = settingsOf(options);
    const { reserves, identity } = this.#settings;
    this.#first = this.#options = { ...options, reserves, identity };
    const unwindMs = (): number => this.#reserves().unwindMs;
    this.#events = new Events((type, error) => this.caught(`listener of "${type}"`, error));
    this.gate = new Gate("work");
    this.#gates = [this.gate];
    this.scope = new Scope("", {
      clock: this.#settings.clock,
      get unwindMs() {
        return unwindMs();
      },
      kind: "lifecycle",
      observer: {
        taskFailed: (scope, error) => this.caught(`task "${scope.path}"`, error),
        leftBehind: (scope) => this.#leave(scope),
        cleanupFailed: (path, error) => this.caught(`cleanup of scope "${path}"`, error),
        listenerFailed: (path, error) => this.caught(`listener of scope "${path}"`, error),
      },
    });
    this.#latches.get("starting")?.resolve();
  }

  /** Where it is in its life. */
  get state(): State {
    return this.#state;
  }

  /** Its clock. */
  get clock(): Clock {
    return this.#settings.clock;
  }

  /** Who it is. */
  get identity(): Identity {
    return this.#settings.identity;
  }

  /** How much whoever attaches it writes to stderr. */
  get logLevel(): LogLevel {
    return this.#settings.logLevel;
  }

  /** The whole budget. */
  get graceMs(): number {
    return this.#shutdown?.budget.graceMs ?? this.#settings.graceMs;
  }

  /** What it was told about its end: its options with their defaults, and the hooks so far. A snapshot. */
  budget(): DeclaredBudget {
    const { graceMs, maxGraceMs, delayMs, forceMs, longLivedMs } = this.#settings;
    const [reserves, hooks] = [this.#reserves(), this.#registry.declared()];
    return { graceMs, maxGraceMs, delayMs, forceMs, longLivedMs, reserves, hooks };
  }

  /** How long until the end of the budget, or `Infinity` while nobody asked it to end. */
  remainingMs(): number {
    const remainingMs = this.#shutdown?.budget.remainingMs("flush");
    return remainingMs === undefined ? Infinity : Math.max(0, remainingMs);
  }

  /** What probes are told. */
  get health(): Health {
    return {
      started: this.#started,
      ready: this.#state === "ready" && !this.#report,
      live: this.#state !== "stopped",
    };
  }

  /** The soft signal of the whole tree: take nothing new, finish what you hold. */
  get stopping(): AbortSignal {
    return this.scope.stopping;
  }

  /** The hard signal of the whole tree: stop now. */
  get signal(): AbortSignal {
    return this.scope.signal;
  }

  /** The `EventTarget` behind {@linkcode on}: every event is a `CustomEvent` of its name. */
  get events(): EventTarget {
    return this.#events.target;
  }

  /** Calls `listener` with every event, by its name and detail, until released. */
  on(type: "*", listener: (event: LifecycleEvent) => void): Release;
  /** Calls `listener` with the detail of each event of a name, until released. */
  on<Name extends LifecycleEventName>(
    type: Name,
    listener: (detail: LifecycleEvents[Name]) => void,
  ): Release;
  on(type: string, listener: (detail: never) => void): Release {
    return this.#events.on(type, listener);
  }

  /** Registers a hook that runs while requests are still served: deregister, tell a supervisor. */
  onAnnounce(name: string, run: HookFunction, options?: HookOptions): Release {
    return this.#register("announce", name, run, options, placeOf(this.onAnnounce));
  }

  /** Registers a hook that runs while work in flight ends: stop pulling, close listeners. */
  onDrain(name: string, run: HookFunction, options?: HookOptions): Release {
    return this.#register("drain", name, run, options, placeOf(this.onDrain));
  }

  /** Registers a hook that is told what was cut or left half done, to record or to undo it. */
  onCompensate(name: string, run: HookFunction, options?: HookOptions): Release {
    return this.#register("compensate", name, run, options, placeOf(this.onCompensate));
  }

  /** Registers a hook that closes a resource. The newest runs first unless `after` is given. */
  onClose(name: string, run: HookFunction, options?: HookOptions): Release {
    return this.#register("close", name, run, options, placeOf(this.onClose));
  }

  /** Registers a hook that runs last of all: logs, traces, metrics; locks registered before them. */
  onFlush(name: string, run: HookFunction, options?: HookOptions): Release {
    return this.#register("flush", name, run, options, placeOf(this.onFlush));
  }

  /**
   * Gives `resource` to this life, which closes it in the phase `close`, and returns it.
   *
   * **Order**: what was given last is closed first, unless `after` says otherwise. **Late**: once
   * that phase is over, it is closed at once. **Yours**: nothing any more.
   *
   * @throws {QuiesceError} `NO_DISPOSER` when there is no way to close it; it stays yours
   * @throws {QuiesceError} as {@linkcode onClose}; it stays yours
   */
  use<R>(name: string, resource: R, dispose?: Disposer<R>, options?: HookOptions): R {
    const close = disposerOf(resource, dispose, `"${name}"`);
    this.#register("close", name, ({ signal }) => close(signal), options, placeOf(this.use));
    return resource;
  }

  /**
   * Runs `run` as a task below the root. Its failure starts a shutdown, since nobody else may hear
   * of it; for a task that may fail, use `life.scope.spawn`.
   *
   * **Ends**, **Cancelled**, **Late**: as `Scope.spawn`.
   */
  spawn<T>(name: string, run: (scope: Scope) => T | PromiseLike<T>): Task<T> {
    const task = this.scope.spawn(name, run, { place: placeOf(this.spawn) });
    void task.outcome.then((outcome) => {
      if (outcome.end !== "failed") return;
      const message = `task "${task.path}" failed`;
      const reason = new StopReason(message, { kind: "failure", cause: outcome.error });
      void this.shutdown(reason);
    });
    return task;
  }

  /** Makes another gate that closes when the drain begins. **Late**: it is made closed. */
  createGate(name: string): Gate {
    const gate = new Gate(name);
    if (isPast("announce", this.#state)) gate.close();
    this.#gates.push(gate);
    return gate;
  }

  /** All gates of this life, {@linkcode gate} first. A snapshot. */
  gates(): readonly Gate[] {
    return [...this.#gates];
  }

  /**
   * What has not ended: all below the root, parents before children, and what scopes that have closed
   * had to leave behind, since a task that was given up runs on. A snapshot.
   */
  open(): Unstopped[] {
    return [...this.scope.open(), ...this.#leftOpen()];
  }

  /**
   * Notes an error that nobody waits for: it becomes the event `error.caught` and, during a
   * shutdown, part of the report, which then says that something failed. `from` names its origin.
   */
  caught(from: string, error: unknown): void {
    this.#shutdown?.fail(from, error);
    this.#events.emit("error.caught", { from, error });
  }

  /**
   * Changes options at run time: the times of the budget, the reserves, the identity, the level of
   * what is written. What is left out stays as it is, and `undefined` takes back what was configured;
   * of the reserves and the identity, each part by itself. All is checked as by the constructor,
   * together with what the hooks declare; when anything is wrong, nothing is changed. `config.applied`
   * tells what has changed and which options cannot, and `config.refused` why nothing has; both name
   * `source`. Given a function, what it throws refuses the change as well.
   *
   * **Again**: tells nothing when nothing is new. **Late**: refused once a shutdown has begun, since
   * its deadlines are running: `extend` and `force` move those.
   *
   * @throws {QuiesceError} `BAD_OPTION` and `BUDGET`, as the constructor
   * @throws {QuiesceError} `WRONG_STATE` once a shutdown has begun
   *
   * @example Give the drain more time
   * ```ts
   * import { Lifecycle } from "quiesce";
   *
   * const life = new Lifecycle({ graceMs: 10_000 });
   * life.configure({ graceMs: 20_000, logLevel: "warn" }, "the console");
   * console.assert(life.graceMs === 20_000 && life.logLevel === "warn");
   * life.configure({ graceMs: undefined });
   * console.assert(life.graceMs === 10_000);
   * ```
   */
  configure(changes: LifecycleChanges | (() => LifecycleChanges), source = "a call"): void {
    try {
      if (this.#report) throw this.#wrongState("configure");
      const { changed, kept } = this.#change(typeof changes === "function" ? changes() : changes);
      if (changed.length + kept.length === 0) return;
      this.#events.emit("config.applied", { source, changed, kept });
    } catch (error) {
      const { message } = errorReport("", error);
      this.#events.emit("config.refused", { source, problem: message });
      throw error;
    }
  }

  /**
   * Says that the start is over and work may come.
   *
   * **Again**: nothing while it is ready.
   *
   * @throws {QuiesceError} `WRONG_STATE` once a shutdown has begun
   * @throws {QuiesceError} `UNKNOWN_HOOK` when an `after` names nothing
   * @throws {QuiesceError} `BUDGET` when the hooks declare more time than there is
   */
  ready(): void {
    const action = "become ready";
    if (this.#state === "ready") return;
    if (this.#state !== "starting") throw this.#wrongState(action);
    this.#registry.checkNames(action);
    const { graceMs, delayMs } = this.#settings;
    checkBudget(action, graceMs, delayMs, this.#reserves());
    this.#started = true;
    this.#move("ready");
  }

  /**
   * Turns readiness red without ending anything: requests are served, and told to go elsewhere.
   *
   * **Again**: nothing. Undo it by {@linkcode resume}.
   *
   * @throws {QuiesceError} `WRONG_STATE` before it was ready and once the gates have closed
   */
  pause(): void {
    if (this.#state === "announcing") return;
    if (this.#state !== "ready") throw this.#wrongState("pause");
    this.#move("announcing");
  }

  /**
   * Turns readiness green again, after `pause()` or to call a shutdown off. Whoever waits for the
   * shutdown gets a report that says `called-off`; the next one starts anew.
   *
   * **Again**: nothing while it is ready. A gate that was closed meanwhile is reopened.
   *
   * @throws {QuiesceError} `WRONG_STATE` before it was ready and once the gates have closed
   */
  resume(): void {
    if (this.#state === "ready") return;
    if (this.#state !== "announcing" || !this.#started) throw this.#wrongState("resume");
    const off = this.#shutdown;
    this.#shutdown = undefined;
    this.#report = undefined;
    this.#forcedBy = undefined;
    for (const gate of this.#gates) gate.reopen();
    this.#move("ready");
    if (!off) return;
    off.callOff();
    this.#events.emit("shutdown.called-off", { reason: off.reason });
  }

  /**
   * Ends this life: announce, drain, compensate, close, flush.
   *
   * **Ends**: within `graceMs`, with a report; never rejects. Nothing runs any more except what the
   * report lists as `unstopped`. **Again**: joins the first call, whose reason stays. **Late**: each
   * phase has its deadline; every hook is called even so.
   */
  shutdown(reason?: unknown): Promise<Report> {
    if (this.#report) return this.#report.promise;
    const place = placeOf(this.shutdown);
    return this.#ask(toReason(reason, "shutdown was called"), place);
  }

  /**
   * Ends it in a hurry: aborts all work now, then compensates, closes and flushes within `forceMs`.
   *
   * **Ends**: with the same report as {@linkcode shutdown}, which it starts if need be. **Again**:
   * the first reason stays.
   */
  force(reason?: unknown): Promise<Report> {
    const isLate = this.#state === "stopped" || this.#forcedBy !== undefined;
    if (this.#report && isLate) return this.#report.promise;
    const why = toReason(reason, "force was called");
    const place = placeOf(this.force);
    const report = this.#report?.promise ?? this.#ask(why, place);
    const where = whereOf(why, place);
    this.#forcedBy = why;
    this.#shutdown?.force(why, where);
    this.#events.emit("shutdown.forced", { reason: why, where });
    return report;
  }

  /**
   * Moves the end of the budget away, up to `maxGraceMs`. Returns how far.
   *
   * **Late**: zero before and after a shutdown, after a force and at the maximum.
   *
   * @throws {QuiesceError} `BAD_OPTION` when `byMs` is negative or not a number
   */
  extend(byMs: number): number {
    nonNegative("extend the budget", "byMs", byMs);
    if (!this.#shutdown || this.#forcedBy || this.#state === "stopped") return 0;
    const grantedMs = this.#shutdown.budget.extend(byMs);
    if (grantedMs > 0) this.#events.emit("budget.extended", { byMs: grantedMs });
    return grantedMs;
  }

  /**
   * **Ends** once this life has reached `state`, now or earlier. It stays so even when the state was
   * left again by {@linkcode resume}. Never rejects.
   *
   * @throws {QuiesceError} `BAD_OPTION` when there is no such state
   */
  reached(state: State): Promise<void> {
    const latch = this.#latches.get(state);
    if (latch) return latch.promise;
    throw badOption("wait for a state", "state", `one of ${STATES.join(", ")}`, state);
  }

  /**
   * **Ends** once what listeners of `stopped` gave to `waitUntil` has settled. Never rejects.
   * `undefined` when nobody gave anything.
   */
  lastWork(): Promise<unknown> | undefined {
    return this.#lastWork.length === 0 ? undefined : Promise.all(this.#lastWork);
  }

  #change(changes: LifecycleChanges): Configured {
    const before = { first: this.#first, options: this.#options, settings: this.#settings };
    const now = configured(changes, before);
    const { graceMs, delayMs } = now.settings;
    checkBudget("configure", graceMs, delayMs, this.#reserves(now.settings));
    this.#options = now.options;
    this.#settings = now.settings;
    return now;
  }

  #ask(reason: StopReason, place: Place): Promise<Report> {
    // First of all, since what begins here may call `shutdown` itself.
    const report = this.#report = Promise.withResolvers<Report>();
    void this.#begin(reason, whereOf(reason, place)).then(report.resolve, report.reject);
    return report.promise;
  }

  #begin(reason: StopReason, where: string): Promise<Report> {
    const shutdown = this.#shutdown = new Shutdown({
      settings: this.#settings,
      scope: this.scope,
      registry: this.#registry,
      events: this.#events,
      reserves: this.#reserves(),
      wasReady: this.#started,
      gates: () => this.#gates,
      left: () => this.#leftOpen(),
      caught: (from, error) => this.caught(from, error),
      move: (to) => this.#move(to),
    }, { reason, where });
    if (reason.kind === "failure") shutdown.fail(reason.message, reason.cause ?? reason);
    this.#events.emit("shutdown.requested", { reason, where });
    return this.#end(shutdown);
  }

  async #end(shutdown: Shutdown): Promise<Report> {
    const report = await shutdown.run();
    if (report.end === "called-off") return report;
    this.#move("stopped");
    this.#events.emit("stopped", { report, waitUntil: (work) => this.#waitFor(work) });
    return report;
  }

  #waitFor(work: PromiseLike<unknown>): void {
    const settled = Promise.resolve(work).catch((error) => this.caught("last work", error));
    this.#lastWork.push(settled);
  }

  #leave(scope: Scope): void {
    const left = this.#left.filter((each) => each.openCount() > 0);
    // What the root leaves is told by the report.
    this.#left = scope === this.scope ? left : [...left, scope];
  }

  #leftOpen(): Unstopped[] {
    return this.#left.flatMap((scope) => scope.open());
  }

  #register(
    phase: Phase,
    name: string,
    run: HookFunction,
    options: HookOptions | undefined,
    place: Place,
  ): Release {
    const hook: Hook = { place, ...options, phase, name, run };
    if (this.#state === "stopped") throw this.#wrongState(`register ${phase} hook "${name}"`);
    const undo = this.#registry.add(hook, this.#state === "starting");
    const isLate = this.#shutdown !== undefined && isPast(phase, this.#state);
    if (isLate || this.#shutdown?.isRunning(phase)) this.#shutdown?.join(hook, isLate);
    return release(undo);
  }

  #reserves({ graceMs, reserves }: Settings = this.#settings): Reserves {
    return {
      ...reservesOf(graceMs, {
        compensateMs: this.#registry.declaredMs("compensate"),
        closeMs: this.#registry.declaredMs("close"),
        flushMs: this.#registry.declaredMs("flush"),
      }),
      ...reserves,
    };
  }

  #move(to: State): void {
    const from = this.#state;
    if (from === to) return;
    if (!canMove(from, to)) throw this.#wrongState(`move to "${to}"`);
    this.#state = to;
    this.#latches.get(to)?.resolve();
    this.#events.emit("state.changed", { from, to });
  }

  #wrongState(action: string): QuiesceError {
    return new QuiesceError("WRONG_STATE", `Cannot ${action}: the lifecycle is ${this.#state}`);
  }
}

/** Who called, where it was no signal and no failure. */
function whereOf({ kind }: StopReason, place: Place): string {
  return kind === "call" ? place.text : "";
}
