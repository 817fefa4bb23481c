/**
 * Shows on a terminal what a shutdown waits for.
 *
 * @module
 */
export { liveView, type LiveViewOptions } from "./live-view.ts";
