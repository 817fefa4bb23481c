/**
 * What servers share on every runtime: counting, refusing, probes, and the steps of a drain.
 *
 * @module
 */
export { Activity } from "./activity.ts";
export { Admission, admissionOf, admit, remember, scopeOf } from "./admission.ts";
export { ClientWatch } from "./client-watch.ts";
export { typesTexts } from "./body.ts";
export { checkOptions, checkRetryAfter, checkTimeout } from "./http-options.ts";
export { isLeaving, withCloseHeader } from "./close-header.ts";
export {
  becomeEndless,
  type HeadWriter,
  isEventType,
  type Sender,
  typeIn,
  watchHead,
} from "./event-stream.ts";
export { exemptPathsOf } from "./exemption.ts";
export {
  type Answer,
  discard,
  type Following,
  Guard,
  type GuardOptions,
  isPromise,
  trackBody,
} from "./guard.ts";
export { checkServe, listenError, stopReason, urlOf } from "./listening.ts";
export { manage, type ManageOptions } from "./manage.ts";
export {
  observeRequests,
  Observers,
  observersOf,
  type RequestEnd,
  type RequestObserver,
  type RequestSeen,
  type RequestSource,
  type RequestWatch,
} from "./observer.ts";
export { pathOf } from "./path-of.ts";
export type {
  CheckChanged,
  CheckedProbe,
  CheckFunction,
  DependencyCheck,
} from "./dependency-check.ts";
export type { ProbeRequest } from "./probe-answer.ts";
export { type ProbePlace, probePlacesOf } from "./probe-paths.ts";
export { type ProbePortHandler, probePortHandler, type ProbePortOptions } from "./probe-port.ts";
export { type ProbeHandler, type ProbeOptions, probes } from "./probes.ts";
export { refusal, refusalHeaders, REFUSED } from "./refusal.ts";
export type { FetchHandler, ServeOptions, ServerHandle } from "./server-handle.ts";
export {
  type ClosableSocket,
  GOING_AWAY,
  GOING_AWAY_REASON,
  isOwned,
  own,
  trackSocket,
} from "./track-socket.ts";
export { type RaceHooks, Unanswered } from "./unanswered.ts";
export { passed, until } from "./until.ts";
