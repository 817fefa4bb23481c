import { exitCode } from "../judge/exit-code.ts";
import { fault, lateExit, lostRequests } from "../judge/findings.ts";
import { heldByClients } from "../judge/held.ts";
import { notedCount } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { PROBE_LANE, signalAndWatch } from "../run/watch.ts";
import { isShort } from "../wire/answer-size.ts";
import type { Exchange } from "../wire/exchange.ts";
import { chunk, LAST_CHUNK } from "../wire/request-text.ts";
import type { Answer } from "../wire/response-reader.ts";
import { answersBefore, endedWithIt, expectInFlight } from "./in-flight.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "upload";
const PEACE_LANE = "peace";
const UPLOADS = 10;
const PIECES = 20;
const PIECE = "quiesce ".repeat(128);
/** Together two seconds, of which most are after the signal. */
const EVERY_MS = 100;
const PIECES_BEFORE = 5;
const PEACE_EVERY_MS: readonly number[] = [0, 20];

/** Bodies that are still on their way to the service when the signal comes. */
export const uploads: Scenario = {
  id: "uploads",
  group: "requests",
  title: "Uploads on their way",
  promise: "A request whose head has come is read to its end, and answered.",
  needs: ({ routes }) =>
    routes.upload
      ? undefined
      : "no route is known that reads a body: name one with --route upload=/path",
  async drive(run) {
    // At two speeds: what says for how long it took says something else each time.
    const peace = PEACE_EVERY_MS.map((everyMs) => upload(run, PEACE_LANE, false, everyMs));
    const usual = (await answersBefore(run, peace)).flatMap((answer) => answer ?? []);
    const { status } = run.route("upload");
    if (usual.length < peace.length || usual.some((answer) => answer.status !== status)) {
      return run.unjudged("it does not answer an upload of some kilobytes, even without a signal");
    }
    const sending = Array.from(
      { length: UPLOADS },
      (_, index) => upload(run, LANE, index % 2 === 1, EVERY_MS),
    );
    run.stage(`${UPLOADS} uploads trickle`);
    await run.sleep(EVERY_MS * PIECES_BEFORE);
    expectInFlight(run, sending);
    await signalAndWatch(run);
    const answers = Promise.all(sending.map(({ ended }) => ended));
    await endedWithIt(
      run,
      answers.then((all) => run.fact("short", all.filter((each) => saysLess(each, usual)).length)),
    );
  },
  judge: (record, settings) => [
    ...lostRequests(record, [LANE], ["lost", "cut", "race", "refused"]),
    ...lostRequests(record, [PROBE_LANE]),
    ...shortAnswers(record),
    ...heldByClients(record, settings),
    ...lateExit(record, settings),
    ...exitCode(record, settings),
  ],
};

/** Sends a body in pieces, and goes on as long as somebody takes them. */
function upload(run: Run, lane: string, isChunked: boolean, everyMs: number): Exchange {
  const framing = isChunked
    ? { "Transfer-Encoding": "chunked" }
    : { "Content-Length": String(PIECE.length * PIECES) };
  const connection = run.traffic.connect(lane);
  const exchange = run.traffic.ask(lane, run.route("upload"), { connection, headers: framing });
  void trickle(run, exchange, isChunked, everyMs);
  return exchange;
}

async function trickle(
  run: Run,
  exchange: Exchange,
  isChunked: boolean,
  everyMs: number,
): Promise<void> {
  const startMs = run.nowMs();
  for (let piece = 1; piece <= PIECES && !exchange.hasEnded; piece += 1) {
    exchange.write(isChunked ? chunk(PIECE) : PIECE);
    // By the time that has passed, and not by the piece: a busy judge must not take up the grace.
    const restMs = startMs + piece * everyMs - run.nowMs();
    if (restMs > 0) await run.sleep(restMs);
  }
  if (isChunked) exchange.write(LAST_CHUNK);
}

/** The same body is answered with as much in the shutdown as in peace. */
function saysLess(answer: Answer | undefined, usual: readonly Answer[]): boolean {
  const [first, ...others] = usual;
  if (!answer || !first || answer.status !== first.status) return false;
  // Where the same is said each time, numbers count too: they tell of how much was read.
  const isConstant = others.every(({ tail, bodyBytes }) =>
    tail === first.tail && bodyBytes === first.bodyBytes
  );
  return isConstant ? answer.bodyBytes < first.bodyBytes : isShort(answer, usual) === true;
}

function shortAnswers(record: RunRecord): readonly Finding[] {
  const count = notedCount(record, "short");
  if (count === 0) return [];
  return [fault(
    "SHORT_ANSWER",
    `${count} of ${UPLOADS} uploads were answered with fewer bytes than the same upload in peace`,
    "Read each body to its end before it is worked on, also during the shutdown.",
  )];
}
