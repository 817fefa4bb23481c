import process from "node:process";
import { type Lifecycle, type Release, release } from "../../src/core/mod.ts";

/**
 * Sends `message` over the IPC channel once `life` is ready, as PM2 wants it with `wait_ready`.
 * Does nothing where there is no such channel. **Again**: sends it once for each call.
 *
 * @example Tell PM2 that the program is ready
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { sendReady } from "quiesce/systemd";
 *
 * const life = new Lifecycle();
 * const release = sendReady(life);
 * life.ready();
 * console.assert(life.state === "ready");
 * release();
 * ```
 */
export function sendReady(life: Lifecycle, message: unknown = "ready"): Release {
  let isWanted = true;
  void life.reached("ready").then(() => {
    if (!isWanted || !process.connected) return;
    // A parent that is gone meanwhile is no fault of this process.
    process.send?.(message, undefined, undefined, () => {});
  });
  return release(() => void (isWanted = false));
}
