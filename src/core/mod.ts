/**
 * The core: lifecycle, scope, gate and report, on Web standards only.
 *
 * @module
 */
export type { Reserves } from "./budget.ts";
export { systemClock } from "./clock.ts";
export type { Change, Changeable, LifecycleChanges } from "./configuring.ts";
export type { DeclaredBudget, DeclaredHook } from "./declared.ts";
export type { DrainPolicy, DrainWatch } from "./drain.ts";
export { QuiesceError, type QuiesceErrorCode } from "../check/mod.ts";
export type { LifecycleEvent, LifecycleEventName, LifecycleEvents, Stopped } from "./event.ts";
export { Gate, type GateStats } from "./gate.ts";
export type { HookContext, HookFunction, HookOptions } from "./hook.ts";
export { Lease, type LeaseOptions, type LeaseOwner, type WorkClass } from "./lease.ts";
export { type Health, Lifecycle } from "./lifecycle.ts";
export type { ScopeOutcome, TaskOutcome, Unstopped } from "./outcome.ts";
export { type Place, placeOf } from "./place.ts";
export type { Clock, Fault, Platform, Server, Watchdog } from "./port.ts";
export { type ReasonKind, type SignalInfo, StopReason, type StopReasonOptions } from "./reason.ts";
export { type Release, release } from "./release.ts";
export type {
  ErrorReport,
  GateReport,
  HookReport,
  Identity,
  PhaseReport,
  ReasonReport,
  Report,
} from "./report.ts";
export { Scope } from "./scope.ts";
export type {
  ChildOptions,
  Cleanup,
  Disposer,
  ScopeObserver,
  ScopeOptions,
} from "./scope-options.ts";
export { type ScopeCensus, scopeCensus } from "./scope-walk.ts";
export type { LifecycleOptions, LogLevel } from "./settings.ts";
export type { Phase, State } from "./state.ts";
export type { SpawnOptions, Task } from "./task.ts";
export {
  type Cancellation,
  currentTracker,
  type Reached,
  track,
  type Tracked,
  type TrackedKind,
  type Tracker,
} from "./tracker.ts";
