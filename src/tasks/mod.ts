/**
 * Structured work: every piece of concurrent work has an owner that stops it and knows when it has.
 *
 * @module
 */
export type { WaitOptions } from "./cancellation.ts";
export { Channel, type ChannelOptions } from "./channel.ts";
export type { Received } from "./received.ts";
