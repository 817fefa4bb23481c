/**
 * Ends a process well on Node.js: signals, faults, the exit, and a server that loses no request.
 *
 * @module
 */
export type {
  Attachment,
  AttachOptions,
  HostLife,
  ReloadFunction,
  RunOptions,
  SignalAction,
  SignalMapping,
  SignalName,
} from "../../src/host/mod.ts";
export {
  type CheckChanged,
  type CheckedProbe,
  type CheckFunction,
  type ClosableSocket,
  type DependencyCheck,
  type FetchHandler,
  manage,
  type ManageOptions,
  type ProbeHandler,
  type ProbeOptions,
  type ProbePortOptions,
  type ProbeRequest,
  probes,
  refusal,
  scopeOf,
  type ServeOptions,
  type ServerHandle,
  trackSocket,
} from "../../src/http/mod.ts";
export { blockWatch, type BlockWatchOptions } from "./block-watch.ts";
export { type AnyHttpServer, httpServer, type HttpServerOptions } from "./http-server.ts";
export { platform } from "./platform.ts";
export { serveProbes } from "./probe-port.ts";
export { attach, type NodeLife, run } from "./run.ts";
export { type NodeInfo, type NodeServeOptions, serve } from "./serve.ts";
