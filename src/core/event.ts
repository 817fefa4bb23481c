import type { HookReport, Report } from "./report.ts";
import { isolated } from "./listener.ts";
import { type Release, release } from "./release.ts";
import type { StopReason } from "./reason.ts";
import type { Phase, State } from "./state.ts";

/** What happens in a life, by name, with what is told of it. Events are facts: all are past. */
export interface LifecycleEvents {
  /** The state has changed. */
  "state.changed": { readonly from: State; readonly to: State };
  /** A shutdown was asked for, for the first time; by a call from `where`, if that is not empty. */
  "shutdown.requested": { readonly reason: StopReason; readonly where: string };
  /** It was asked to hurry. */
  "shutdown.forced": { readonly reason: StopReason; readonly where: string };
  /** A shutdown was called off before the gates closed. */
  "shutdown.called-off": { readonly reason: StopReason };
  /** More time was granted. */
  "budget.extended": { readonly byMs: number };
  /** The hooks of a phase are about to run. */
  "phase.started": { readonly phase: Phase };
  /** A phase is over. */
  "phase.ended": { readonly phase: Phase; readonly tookMs: number };
  /** A hook was called. */
  "hook.started": { readonly phase: Phase; readonly hook: string };
  /** A hook ended, or was given up. */
  "hook.settled": HookReport;
  /** A gate refuses new work. */
  "gate.closed": { readonly gate: string; readonly inFlight: number };
  /** A gate is closed and empty. */
  "gate.idle": { readonly gate: string };
  /** Something failed that nobody waits for: a task, a cleanup, a listener. */
  "error.caught": { readonly from: string; readonly error: unknown };
  /** Options have changed at run time; `kept` names those that cannot. */
  "config.applied": {
    readonly source: string;
    readonly changed: readonly string[];
    readonly kept: readonly string[];
  };
  /** A configuration was bad, so that the old one stays. */
  "config.refused": { readonly source: string; readonly problem: string };
  /** All is over, and this is what happened. */
  "stopped": Stopped;
}

/** What is told once all is over. */
export interface Stopped {
  /** What happened. */
  readonly report: Report;
  /**
   * Makes the end of the process wait for `work`, such as the last line of a log, as long as the
   * budget lasts. What it rejects with is told as `error.caught`. **Late**: once all listeners were
   * called, nothing waits any more.
   */
  waitUntil(work: PromiseLike<unknown>): void;
}

/** The name of an event. */
export type LifecycleEventName = keyof LifecycleEvents;

/** An event together with its name, for those who listen to all. */
export type LifecycleEvent = {
  readonly [Name in LifecycleEventName]: {
    readonly type: Name;
    readonly detail: LifecycleEvents[Name];
  };
}[LifecycleEventName];

/** The `type` under which every event is dispatched a second time. */
const ANY = "*";

/** Dispatches facts on an `EventTarget`, and shuts the listeners off from each other. */
export class Events {
  readonly target: EventTarget = new EventTarget();
  readonly #failed: (type: string, error: unknown) => void;
  #isTelling = false;

  constructor(failed: (type: string, error: unknown) => void) {
    this.#failed = failed;
  }

  emit<Name extends LifecycleEventName>(type: Name, detail: LifecycleEvents[Name]): void {
    if (type !== "error.caught") return this.#dispatch(type, detail);
    // A listener that throws at this very event would be told of it forever.
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#dispatch(type, detail);
    this.#isTelling = false;
  }

  on(type: string, listener: (detail: never) => void): Release {
    const call = (event: Event): void => {
      try {
        listener((event as CustomEvent).detail as never);
      } catch (error) {
        this.#failed(type, error);
      }
    };
    this.target.addEventListener(type, call);
    return release(() => this.target.removeEventListener(type, call));
  }

  #dispatch(type: string, detail: unknown): void {
    isolated((error) => this.#failed(type, error), () => {
      this.target.dispatchEvent(new CustomEvent(type, { detail }));
      this.target.dispatchEvent(new CustomEvent(ANY, { detail: { type, detail } }));
    });
  }
}
