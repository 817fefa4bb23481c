/**
 * What a runtime's door adds to the core, on top of its platform: signals, the exit, the start.
 *
 * @module
 */
export { attach, type Attachment } from "./attach.ts";
export type { AttachOptions } from "./attach-options.ts";
export { signalsOf } from "./meant-signals.ts";
export {
  fitLine,
  fitOf,
  type InnerLimit,
  MARGIN_MS,
  OUTER_GRACE_VARIABLE,
  type OuterFit,
  outerLimitLine,
} from "./outer-limit.ts";
export type { Step } from "./ladder.ts";
export { Progress, type RunningHook } from "./progress.ts";
export type { ReloadFunction } from "./reload.ts";
export { type HostLife, type Main, run, type RunOptions } from "./run.ts";
export type { SignalAction, SignalMapping, SignalName } from "./signal.ts";
export { type Steps, stepsOf } from "./steps.ts";
