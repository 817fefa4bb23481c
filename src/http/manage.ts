import { type Lifecycle, type Release, release, type Server } from "../core/mod.ts";
import { checkLinger } from "./http-options.ts";
import { until } from "./until.ts";

/** What {@linkcode manage} may be given. */
export interface ManageOptions {
  /**
   * How long it goes on serving while clients with open connections are told to go elsewhere. It
   * ends at once when there are none, and when most of the time to announce is over. Default: 400.
   */
  readonly lingerMs?: number;
}

/** How much of its phase a linger may take, so that it is over before its hook would be cut. */
const LINGER_SHARE = 0.8;

const NAMES: WeakMap<Lifecycle, Map<string, number>> = new WeakMap();

/**
 * Lets `life` end a server by the steps that lose no request: announce while it still serves, linger
 * until clients have heard of it, drain, and cut at the deadline.
 *
 * **Again**: the result takes it back.
 *
 * @throws {QuiesceError} `BAD_OPTION` for a `lingerMs` that is no time
 * @throws {QuiesceError} `WRONG_STATE` once the life has stopped; `DUPLICATE_HOOK` for a name in use
 *
 * @example A server of your own
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { manage } from "quiesce/node";
 *
 * const steps: string[] = [];
 * const life = new Lifecycle();
 * manage(life, {
 *   name: "mail",
 *   isQuiet: () => true,
 *   announce: () => void steps.push("announce"),
 *   drain: () => Promise.resolve(void steps.push("drain")),
 *   cut: () => void steps.push("cut"),
 * });
 * await life.shutdown("the example is over");
 * console.assert(steps.join() === "announce,drain");
 * ```
 */
export function manage(life: Lifecycle, server: Server, options: ManageOptions = {}): Release {
  const lingerMs = checkLinger("manage a server", options.lingerMs);
  const releases: Release[] = [];
  const undo = release(() => releases.forEach((each) => each()));
  try {
    releases.push(life.onAnnounce(server.name, ({ signal, remainingMs }) => {
      server.announce();
      const limitMs = Math.min(lingerMs, remainingMs() * LINGER_SHARE);
      return until(life.clock, () => signal.aborted || server.isQuiet(), limitMs);
    }));
    releases.push(life.onDrain(server.name, () => server.drain()));
    releases.push(life.scope.onAbort((reason) => server.cut(reason)));
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

/** A name that no other server of this life has: `listener`, `listener-2`. */
export function serverName(life: Lifecycle, name: string): string {
  const names = NAMES.get(life) ?? new Map<string, number>();
  NAMES.set(life, names);
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name}-${count}`;
}
