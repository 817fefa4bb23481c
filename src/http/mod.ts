/**
 * What servers share on every runtime.
 *
 * @module
 */
export type { FetchHandler, ServeOptions, ServerHandle } from "./server-handle.ts";
