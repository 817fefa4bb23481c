/**
 * Ends a Hono application well: counts its requests, refuses late ones, answers probes, and gives
 * each request a scope and a signal. Works under every server.
 *
 * @module
 */
export {
  type CheckChanged,
  type CheckedProbe,
  type CheckFunction,
  type DependencyCheck,
  type ProbeHandler,
  type ProbeOptions,
  type ProbeRequest,
  probes,
} from "../../src/http/mod.ts";
export { quiesce, type QuiesceEnv, type QuiesceOptions, type QuiesceVariables } from "./quiesce.ts";
export { websocket } from "./websocket.ts";
