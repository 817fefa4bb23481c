/**
 * Structured work: every piece of concurrent work has an owner that stops it and knows when it has.
 *
 * @module
 */
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
export type { RateLimitOptions } from "./rate-limit.ts";
export type { Received } from "./received.ts";
