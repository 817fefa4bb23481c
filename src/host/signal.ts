import type { Platform } from "../core/mod.ts";
import { badOption } from "../check/mod.ts";

/** The name of a signal, as the field writes it: `SIGTERM`. */
export type SignalName = `SIG${string}`;

/**
 * What a signal means.
 *
 * - `shutdown` ends the life; again, it hurries; a third time, it ends the process
 * - `reload` runs the reload hooks
 * - `dump` writes what is open to stderr, and ends nothing
 * - `ignore` does nothing, and keeps the platform from doing what it does by default
 */
export type SignalAction = "shutdown" | "reload" | "dump" | "ignore";

/** What signals mean, by name. */
export type SignalMapping = Readonly<Record<SignalName, SignalAction>>;

/** What signals mean unless told otherwise; those that a platform does not know are left out. */
const DEFAULTS: SignalMapping = {
  SIGTERM: "shutdown",
  SIGINT: "shutdown",
  SIGHUP: "shutdown",
  SIGBREAK: "shutdown",
  SIGQUIT: "dump",
};

const ACTIONS: readonly unknown[] = ["shutdown", "reload", "dump", "ignore"];
const FIRST: readonly string[] = ["SIGTERM", "SIGINT", "SIGHUP"];
const ACTION = "attach";

/**
 * What each signal means, by name, once `given` is checked against what the platform can deliver.
 *
 * @throws {QuiesceError} `BAD_OPTION` for a name or a meaning that does not exist
 */
export function actionsOf(
  platform: Platform,
  given: Partial<SignalMapping> = {},
): ReadonlyMap<string, SignalAction> {
  if (typeof given !== "object" || given === null) {
    throw badOption(ACTION, "signals", "an object of meanings by signal name", given);
  }
  for (const [name, action] of Object.entries(given)) check(platform, name, action);
  const known = Object.entries(DEFAULTS).filter(([name]) => Object.hasOwn(platform.signals, name));
  return new Map([...known, ...Object.entries(given)] as [string, SignalAction][]);
}

/** Orders signal names by how much they matter. The order of the others stays. */
export function byPriority(names: Iterable<string>): string[] {
  const found = [...names];
  const first = FIRST.filter((name) => found.includes(name));
  return [...first, ...found.filter((name) => !first.includes(name))];
}

function check(platform: Platform, name: string, action: unknown): void {
  if (!Object.hasOwn(platform.signals, name)) {
    const names = `the names of signals that ${platform.name} can deliver`;
    throw badOption(ACTION, "signals", names, name);
  }
  if (!ACTIONS.includes(action)) {
    throw badOption(ACTION, `signals.${name}`, `one of ${ACTIONS.join(", ")}`, action);
  }
}
