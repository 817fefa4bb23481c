/** What systemd is told at once, by the names of `sd_notify(3)`. */
export interface Message {
  readonly READY?: "1";
  readonly RELOADING?: "1";
  readonly MONOTONIC_USEC?: string;
  readonly STOPPING?: "1";
  readonly STATUS?: string;
  readonly EXTEND_TIMEOUT_USEC?: string;
  readonly WATCHDOG?: "1";
  readonly EXIT_STATUS?: string;
  readonly ERRNO?: string;
}

/** Sends one message. Rejects when it cannot. */
export type Send = (message: Message) => Promise<void>;

/** The lines of a message, in the order in which they were written down. */
export function linesOf(message: Message): string[] {
  return Object.entries(message).map(([name, value]) => `${name}=${value.replaceAll("\n", " ")}`);
}

/** Whether a message says where the life is, so that it must not be mixed with another such one. */
export function isTurn({ READY, RELOADING, STOPPING }: Message): boolean {
  return (READY ?? RELOADING ?? STOPPING) !== undefined;
}
