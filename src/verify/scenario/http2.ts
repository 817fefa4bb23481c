// RFC 9113, section 6.8: a server SHOULD send GOAWAY before it ends a connection, and each stream up
// to the number in it counts as begun. Without one a client knows of no stream whether it may be
// tried again: a shortcoming as long as all were answered. A stream above the number will be sent
// again, elsewhere; to answer it nevertheless is to do it twice, and a fault.
import { exitCode } from "../judge/exit-code.ts";
import { fault, lateExit, lostRequests, shortcoming } from "../judge/findings.ts";
import { notedCount, notedWords } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { watch } from "../run/watch.ts";
import type { Route } from "../settings.ts";
import { Http2Session, type Http2Stream } from "../wire/http2.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "stream";
const LATE_LANE = "late";
const SESSIONS = 2;
const STREAMS = 5;
const OPEN_MS = 20_000;
const SETTLE_MS = 1_000;

/** Several requests in flight on each of few connections, and more on their way. */
export const http2: Scenario = {
  id: "http2",
  group: "requests",
  title: "HTTP/2",
  promise:
    "Streams in flight are answered whole, and GOAWAY says of each whether it may be sent again.",
  needs({ routes, http2 }) {
    if (!http2) {
      return "it does not answer HTTP/2 from the first byte on; with TLS, name it with --url https://";
    }
    return routes.slow
      ? undefined
      : "no route is known that takes a while: name one with --route slow=/path";
  },
  async drive(run) {
    const slow = run.route("slow");
    const sessions = Array.from({ length: SESSIONS }, () => new Http2Session(run.traffic, LANE));
    await Promise.all(sessions.map((session) => session.open()));
    const streams = sessions.flatMap((session) => askFor(session, LANE, slow, STREAMS));
    const pongs = Promise.all(sessions.map((session) => session.ping()));
    const answered = await Promise.race([pongs, run.sleep(OPEN_MS)]);
    if (!answered?.includes(true)) run.unjudged("no HTTP/2 connection has answered a ping");
    await run.sleep(slow.tookMs / 4);
    run.stage(`${streams.length} streams are in flight`);
    run.signal();
    const watching = watch(run);
    // These cross the GOAWAY: who sent them has heard of nothing yet.
    const late = sessions.flatMap((session) => askFor(session, LATE_LANE, slow, 1));
    await run.gone();
    await Promise.race([Promise.all(late.map(({ ended }) => ended)), run.sleep(SETTLE_MS)]);
    await watching;
    noteGoAways(run, sessions);
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE, LATE_LANE]),
    ...refusedStreams(record),
    ...goAways(record),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

function askFor(session: Http2Session, lane: string, route: Route, count: number): Http2Stream[] {
  return Array.from({ length: count }, () => session.ask(lane, route));
}

/** Of each session the last GOAWAY: an earlier one may have left its number open. */
function noteGoAways(run: Run, sessions: readonly Http2Session[]): void {
  const codes = sessions.map(({ goAways }) => String(goAways.at(-1)?.code ?? "none"));
  run.fact("goAways", codes);
  run.fact("contradicted", sessions.reduce((sum, { contradicted }) => sum + contradicted.size, 0));
}

/** They were read before the signal. A client will send them again, but need not have had to. */
function refusedStreams({ lanes }: RunRecord): readonly Finding[] {
  const refused = lanes[LANE]?.refused ?? 0;
  if (refused === 0) return [];
  return [shortcoming(
    "STREAM_REFUSED",
    `${refused} streams that were in flight before the signal were refused`,
    "Answer every stream that was opened before the GOAWAY, and name the highest one in it.",
  )];
}

function goAways(record: RunRecord): readonly Finding[] {
  const contradicted = notedCount(record, "contradicted");
  const codes = Map.groupBy(notedWords(record, "goAways"), (code) => code);
  const findings = [...codes].flatMap(([code, those]) => goAwayOf(code, those.length) ?? []);
  if (contradicted === 0) return findings;
  return [
    ...findings,
    fault(
      "GOAWAY_TOO_LOW",
      `${contradicted} streams were answered that GOAWAY had said were not begun`,
      "Put the highest stream that was or will be begun into the GOAWAY: the client sends the others again.",
    ),
  ];
}

function goAwayOf(code: string, count: number): Finding | undefined {
  if (code === "0") return undefined;
  const what = code === "none"
    ? `${count} HTTP/2 connections ended without a GOAWAY`
    : `${count} HTTP/2 connections ended with the error code ${code} in their GOAWAY`;
  const advice =
    "Send GOAWAY with NO_ERROR when the shutdown begins, and close when all is answered.";
  return shortcoming(code === "none" ? "NO_GOAWAY" : "GOAWAY_CODE", what, advice);
}
