import { NEVER_TAKEN } from "../judge/classify.ts";
import { exitCode } from "../judge/exit-code.ts";
import { lateExit, lostRequests, NOT_ANSWERED, note } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { PROBE_LANE, watchToEnd } from "../run/watch.ts";
import type { Connection } from "../wire/connection.ts";
import type { Exchange } from "../wire/exchange.ts";
import { answersBefore, expectInFlight, throughDrain } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const FIRST_LANE = "first";
const SECOND_LANE = "second";
const PEACE_LANE = "peace";
const PAIRS = 10;

/** Requests that were sent behind others, before those were answered (RFC 9112, section 9.3.2). */
export const pipelining: Scenario = {
  id: "pipelining",
  group: "connections",
  title: "Pipelined requests",
  promise:
    "Of two requests on one connection both are answered, or the first answer says Connection: close.",
  needs: ({ routes }) =>
    routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path",
  async drive(run) {
    const peace = pair(run, run.traffic.connect(PEACE_LANE), [PEACE_LANE, PEACE_LANE]);
    const answers = await answersBefore(run, peace);
    if (!answers.every((answer) => answer?.status === run.route("slow").status)) {
      return run.unjudged("it does not answer two requests behind each other without a signal");
    }
    const { tookMs } = run.route("slow");
    await throughDrain(run, { tookMs, put: () => putPairs(run) }, watchToEnd);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [FIRST_LANE], NOT_ANSWERED),
    ...lostRequests(record, [SECOND_LANE, PROBE_LANE]),
    ...behindClose(record),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

async function putPairs(run: Run): Promise<readonly Exchange[]> {
  const kept = await run.traffic.connectAll(FIRST_LANE, PAIRS);
  const exchanges = kept.flatMap((each) => pair(run, each, [FIRST_LANE, SECOND_LANE]));
  await Promise.all(exchanges.map(({ sent }) => sent));
  run.stage(`${PAIRS} pairs are in flight`);
  await run.sleep(run.route("slow").tookMs / 4);
  expectInFlight(run, exchanges);
  return exchanges;
}

function pair(run: Run, on: Connection, lanes: readonly [string, string]): readonly Exchange[] {
  const route = run.route("slow");
  return lanes.map((lane) => run.traffic.ask(lane, route, { connection: on }));
}

/** The client was told, and may send the second request again (RFC 9112, section 9.6). */
function behindClose({ lanes, requests }: RunRecord): readonly Finding[] {
  const { refused = 0 } = lanes[SECOND_LANE] ?? {};
  const race =
    requests.filter(({ lane, class: kind, how }) =>
      lane === SECOND_LANE && kind === "race" && how !== NEVER_TAKEN
    ).length;
  const findings: Finding[] = [];
  if (race > 0) {
    findings.push(note(
      "PIPELINE_CUT",
      `${race} of ${PAIRS} requests were not answered, since the answer before them said Connection: close`,
      "Say so only in the answer to the last request that has come on a connection: then none has to be sent again.",
    ));
  }
  if (refused > 0) {
    findings.push(note(
      "UNAVAILABLE",
      `${refused} of ${PAIRS} requests that had come behind another were answered with 503`,
      "Count a request from its first byte on, not from the moment at which it is its turn.",
    ));
  }
  return findings;
}
