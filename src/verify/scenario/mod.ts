import { crash } from "./crash.ts";
import { http2 } from "./http2.ts";
import { idleExit } from "./idle-exit.ts";
import { neverEndingRequest } from "./never-ending-request.ts";
import { readiness } from "./readiness.ts";
import type { Scenario } from "./scenario.ts";
import { serverSentEvents } from "./server-sent-events.ts";
import { slowRequests } from "./slow-requests.ts";
import { webSocket } from "./web-socket.ts";

/** Every scenario, in the order in which they are told. */
export const SCENARIOS: readonly Scenario[] = [
  idleExit,
  slowRequests,
  serverSentEvents,
  webSocket,
  http2,
  readiness,
  neverEndingRequest,
  crash,
];
