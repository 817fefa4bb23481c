/**
 * The worker thread that the three runtimes share: all of them have `node:worker_threads`.
 *
 * @module
 */
export { watchdog } from "./watchdog.ts";
