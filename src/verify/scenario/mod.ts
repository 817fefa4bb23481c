import { crash } from "./crash.ts";
import { crowd } from "./crowd.ts";
import { hotKeepAlive } from "./hot-keep-alive.ts";
import { http2 } from "./http2.ts";
import { idleExit } from "./idle-exit.ts";
import { idleKeepAlive } from "./idle-keep-alive.ts";
import { neverEndingRequest } from "./never-ending-request.ts";
import { pipelining } from "./pipelining.ts";
import { readiness } from "./readiness.ts";
import type { Scenario } from "./scenario.ts";
import { serverSentEvents } from "./server-sent-events.ts";
import { silentConnections } from "./silent-connections.ts";
import { slowRequests } from "./slow-requests.ts";
import { streams } from "./streams.ts";
import { totalTime } from "./total-time.ts";
import { uploads } from "./uploads.ts";
import { webSocket } from "./web-socket.ts";

/** Every scenario, in the order in which they are told. */
export const SCENARIOS: readonly Scenario[] = [
  idleExit,
  slowRequests,
  hotKeepAlive,
  idleKeepAlive,
  silentConnections,
  streams,
  serverSentEvents,
  webSocket,
  uploads,
  pipelining,
  http2,
  readiness,
  neverEndingRequest,
  crash,
  crowd,
  totalTime,
];
