/**
 * Facts for whoever subscribes to `node:diagnostics_channel`, where that exists: on Node, Deno and
 * Bun, and not in a browser.
 *
 * @module
 */

/** A channel of that module, as far as it is used here. */
export interface Channel {
  /** Whether anybody listens. */
  readonly hasSubscribers: boolean;
  /** Tells those who do. */
  publish(message: unknown): void;
}

interface Runtime {
  readonly process?: {
    getBuiltinModule?(name: string): { channel(name: string): Channel } | undefined;
  };
}

/** What each message says of its own form. It grows when a field changes its meaning or goes. */
export const VERSION = 1;

const SILENT: Channel = { hasSubscribers: false, publish: () => {} };

/** The channel of that name: `quiesce:` and the fact. */
export function channel(name: string): Channel {
  const { process } = globalThis as Runtime;
  return process?.getBuiltinModule?.("node:diagnostics_channel")?.channel(`quiesce:${name}`) ??
    SILENT;
}
