/**
 * Structured work: every piece of concurrent work has an owner that stops it and knows when it has.
 *
 * @module
 */
export type { WaitOptions } from "./cancellation.ts";
export { Channel, type ChannelOptions, type Received } from "./channel.ts";
