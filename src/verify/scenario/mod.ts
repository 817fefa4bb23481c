import { children } from "./children.ts";
import { crash } from "./crash.ts";
import { crowd } from "./crowd.ts";
import { dependencyFrozen } from "./dependency-frozen.ts";
import { dependencyRefused } from "./dependency-refused.ts";
import { dependencyReset } from "./dependency-reset.ts";
import { exitCodeTruth } from "./exit-code.ts";
import { freezeQuery } from "./freeze-query.ts";
import { freeze } from "./freeze.ts";
import { hotKeepAlive } from "./hot-keep-alive.ts";
import { http2 } from "./http2.ts";
import { idleExit } from "./idle-exit.ts";
import { idleKeepAlive } from "./idle-keep-alive.ts";
import { neverEndingRequest } from "./never-ending-request.ts";
import { output } from "./output.ts";
import { pipelining } from "./pipelining.ts";
import { readiness } from "./readiness.ts";
import type { Scenario } from "./scenario.ts";
import { secondSignal } from "./second-signal.ts";
import { serverSentEvents } from "./server-sent-events.ts";
import { signalBurst } from "./signal-burst.ts";
import { signalDuringStart } from "./signal-during-start.ts";
import { silentConnections } from "./silent-connections.ts";
import { slowRequests } from "./slow-requests.ts";
import { starved } from "./starved.ts";
import { streams } from "./streams.ts";
import { thirdSignal } from "./third-signal.ts";
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
  signalDuringStart,
  signalBurst,
  secondSignal,
  thirdSignal,
  neverEndingRequest,
  crash,
  freeze,
  freezeQuery,
  starved,
  crowd,
  dependencyFrozen,
  dependencyRefused,
  dependencyReset,
  totalTime,
  output,
  children,
  exitCodeTruth,
];
