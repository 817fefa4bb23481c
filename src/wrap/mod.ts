/**
 * Makes what people already call obey a signal or a scope: promises, iterations, streams, requests,
 * timers, events, and the loop of a worker.
 *
 * @module
 */
export type { AbortSource } from "./abort-source.ts";
export { abortable, type AbortableOptions } from "./abortable.ts";
export type { BackoffOptions, Failure, Jitter } from "./backoff.ts";
export { consume } from "./consume.ts";
export type { Consumed, ConsumeOptions, MessageHandler } from "./consume-options.ts";
export type { EmitterLike, EventTargetLike } from "./event-source.ts";
export type { FetchRetryOptions } from "./fetch-retry.ts";
export { interval, type IntervalOptions } from "./interval.ts";
export type { LateOptions } from "./late-error.ts";
export { listen, type ListenOptions } from "./listen.ts";
export type { MessageEnds, MessageSource, Receiver } from "./message-source.ts";
export { type Attempt, retry, type RetryOptions } from "./retry.ts";
export { type Fetch, scopedFetch, type ScopedFetchOptions } from "./scoped-fetch.ts";
export { sleep, type SleepOptions } from "./sleep.ts";
export { type Timed, timeout, type TimeoutOptions } from "./timeout.ts";
export type { WaitOptions } from "./wait.ts";
export type { StopOptions } from "./watch.ts";
