import { type Lifecycle, QuiesceError, type Release, release, type Server } from "../core/mod.ts";
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

/**
 * Lets `life` end a server by the steps that lose no request: announce while it still serves, linger
 * until clients have heard of it, drain, and cut at the deadline.
 *
 * Its hooks have the name of the server, with a number behind it when that is in use.
 *
 * **Again**: the result takes it back.
 *
 * @throws {QuiesceError} `BAD_OPTION` for a `lingerMs` that is no time
 * @throws {QuiesceError} `WRONG_STATE` once the life has stopped
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
  for (let count = 1;; count += 1) {
    try {
      return register(life, server, { lingerMs, name: nameOf(server, count) });
    } catch (error) {
      // The name is another server's, or that of a hook of the program.
      if (!(error instanceof QuiesceError) || error.code !== "DUPLICATE_HOOK") throw error;
    }
  }
}

interface Place {
  readonly lingerMs: number;
  readonly name: string;
}

function register(life: Lifecycle, server: Server, { lingerMs, name }: Place): Release {
  const releases: Release[] = [];
  const undo = release(() => releases.forEach((each) => each()));
  try {
    releases.push(life.onAnnounce(name, ({ signal, remainingMs }) => {
      server.announce();
      const limitMs = Math.min(lingerMs, remainingMs() * LINGER_SHARE);
      return until(life.clock, () => signal.aborted || server.isQuiet(), limitMs);
    }));
    releases.push(life.onDrain(name, () => server.drain()));
    releases.push(life.scope.onAbort((reason) => server.cut(reason)));
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

/** `listener`, `listener-2` and so on. */
function nameOf({ name }: Server, count: number): string {
  return count === 1 ? name : `${name}-${count}`;
}
