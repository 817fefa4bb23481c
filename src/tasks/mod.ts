/**
 * Structured work: every piece of concurrent work has an owner that stops it and knows when it has.
 *
 * @module
 */
export type { Acknowledgement } from "./acknowledgement.ts";
export type { RestartBackoff } from "./backoff.ts";
export {
  type CallOffAnswer,
  type CallOffContext,
  type CallOffGuard,
  type CallOffOptions,
  callOffWhen,
} from "./call-off.ts";
export type { WaitOptions } from "./cancellation.ts";
export { Channel, type ChannelOptions } from "./channel.ts";
export { checkpoint, type CheckpointSource } from "./checkpoint.ts";
export { type CleanupLeft, CleanupQueue, type CleanupQueueOptions } from "./cleanup-queue.ts";
export type { CleanupRunOptions, CleanupWork } from "./cleanup-queue-run.ts";
export {
  type Closable,
  type CloseEmitter,
  link,
  type LinkHandle,
  type LinkOptions,
  type Stoppable,
} from "./link.ts";
export { GradualDrain, type GradualDrainOptions } from "./gradual-drain.ts";
export { Group } from "./group.ts";
export type {
  GroupOptions,
  GroupPolicy,
  GroupSpawnOptions,
  GroupStopOptions,
  GroupTask,
} from "./group-options.ts";
export type { GroupCounts, GroupFailure, GroupOutcome } from "./group-outcome.ts";
export type { RateLimitOptions } from "./rate-limit.ts";
export { decay, type DecayOptions } from "./decay.ts";
export { offload } from "./offload.ts";
export type {
  OffloadContext,
  OffloadInput,
  OffloadModule,
  OffloadOptions,
  OffloadTransferable,
  OffloadWork,
} from "./offload-options.ts";
export type { Received } from "./received.ts";
export type { RestartIntensity } from "./restart-intensity.ts";
export { type Restart, supervise, type SuperviseOptions, type Supervision } from "./supervise.ts";
export type { Job, JobHandle, JobId, JobOutcome, RunningJob } from "./job.ts";
export { Pool, type PoolState } from "./pool.ts";
export type { HandBack, HandedBack, JobOptions, PoolOptions } from "./pool-options.ts";
export type { JobResult } from "./pool-results.ts";
