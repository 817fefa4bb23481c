import type { Lifecycle, Report } from "../../src/core/mod.ts";
import {
  attach as attachTo,
  type Attachment,
  type AttachOptions,
  type HostLife,
  run as runOn,
  type RunOptions,
} from "../../src/host/mod.ts";
import type { FetchHandler, ServerHandle } from "../../src/http/mod.ts";
import { platform } from "./platform.ts";
import { type NodeInfo, type NodeServeOptions, serve } from "./serve.ts";

/** The life of a program that {@linkcode run} runs: attached to its process, and able to serve. */
export interface NodeLife extends HostLife {
  /**
   * Serves requests until this life drains: the same as `serve(life, handler, options)`.
   *
   * **Ends** once it listens. **Late**: once a shutdown has begun, rejects with its reason.
   */
  serve(handler: FetchHandler<NodeInfo>, options?: NodeServeOptions): Promise<ServerHandle>;
}

/**
 * Ties a life to this process: signals and, if asked for, faults and the exit. Unless `exit` is on,
 * nothing here ends the process.
 *
 * The first signal shuts down, the second hurries, the third ends the process if `exit` is on;
 * signals that come within `echoMs` are one. A shutdown that a call began is joined by the first
 * signal. Several lives of one process share each listener; with `exit`, the process ends when all
 * such lives have stopped.
 *
 * **Again**: releasing twice is harmless. **Late**: once the life has stopped, signals do nothing
 * until released.
 *
 * @throws {QuiesceError} `BAD_OPTION` for an unknown signal or an option of the wrong type
 * @throws {QuiesceError} `WRONG_STATE` when the life is attached already or has stopped
 *
 * @example Listen to signals, and stop listening
 * ```ts
 * import { Lifecycle } from "quiesce";
 * import { attach } from "quiesce/node";
 *
 * const life = new Lifecycle();
 * const detach = attach(life, { signals: { SIGHUP: "ignore" } });
 * life.ready();
 * detach();
 * console.assert(life.state === "ready");
 * ```
 */
export function attach(life: Lifecycle, options?: AttachOptions): Attachment {
  return attachTo(life, platform(), options);
}

/**
 * Runs a program from its start to its exit: makes a life, attaches it, calls `main`, becomes ready
 * when `main` returns, and ends the process when the life has stopped.
 *
 * **Ends** when the life has stopped, with its report; with `exit`, which is the default, the process
 * ends right after. **Cancelled**: a signal during the start stops it, and what was opened is closed
 * newest first: `stopping` tells `main` at once; one that goes on is waited for as any work in flight
 * is, and told by `signal` when that time is over. A `main` that then rejects with an `AbortError` has
 * not failed. **Late**: one that does not end even then is left behind and named, so do not await
 * `life.shutdown()` in it; after `startTimeoutMs` it is waited for only as long as aborted work may
 * unwind. **Order**: signals are listened to before `main` is called.
 *
 * @throws {QuiesceError} `BAD_OPTION` or `BUDGET`, as `Lifecycle` and `attach` do; then nothing runs
 *
 * @example Open, serve, and close in order
 * ```ts
 * import { run } from "quiesce/node";
 *
 * const report = await run((life) => {
 *   life.use("database", {}, () => console.log("closed"));
 *   // A service would wait for a signal here.
 *   void life.shutdown("the example is over");
 * }, { exit: false, report: false });
 * console.assert(report.exitCode === 0);
 * ```
 */
export function run(
  main: (life: NodeLife) => unknown,
  options?: RunOptions,
): Promise<Report> {
  if (typeof main !== "function") return runOn(platform(), main, options);
  return runOn(platform(), (life) => main(served(life)), options);
}

function served(life: HostLife): NodeLife {
  return Object.assign(life, {
    serve: (handler: FetchHandler<NodeInfo>, options?: NodeServeOptions) =>
      serve(life, handler, options),
  });
}
