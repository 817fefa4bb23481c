/**
 * Ends a process well on Bun: signals, faults, the exit, and a server that loses no request.
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
export { platform } from "./platform.ts";
export { serveProbes } from "./probe-port.ts";
export { attach, type BunLife, run } from "./run.ts";
export { type BunInfo, type BunServeOptions, serve } from "./serve.ts";
export type { BunSocketHandler } from "./web-socket.ts";
