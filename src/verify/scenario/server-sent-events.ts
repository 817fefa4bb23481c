// What a client notices decides. One that reads with `fetch` gets an error when the last chunk is
// missing, and cannot tell a deploy from a crash; an EventSource comes back in either case. So a
// stream that is not ended in order is a shortcoming. Half an event is thrown away by each client
// (HTML, section 9.2.6), so an event that was torn is a loss, and a fault.
import { exitCode } from "../judge/exit-code.ts";
import { fault, lateExit, shortcoming } from "../judge/findings.ts";
import { notedWords } from "../judge/noted.ts";
import type { Finding, RunRecord } from "../result.ts";
import type { Run } from "../run/run.ts";
import { watch } from "../run/watch.ts";
import type { Settings } from "../settings.ts";
import { type EventsClient, type EventsEnd, openEvents } from "../wire/events.ts";
import type { Scenario } from "./scenario.ts";

const LANE = "events";
const CLIENTS = 5;
const OPEN_MS = 20_000;
/** What an EventSource waits for before it asks again; a browser takes longer. */
const AGAIN_MS = 500;
const SETTLE_MS = 1_000;

/** Streams without an end, whose clients come back when they are ended. */
export const serverSentEvents: Scenario = {
  id: "server-sent-events",
  group: "requests",
  title: "Server-sent events",
  promise: "Endless streams are ended in order, after a whole event, and hold nothing up.",
  needs: ({ routes }) =>
    routes.events
      ? undefined
      : "no route is known that gives text/event-stream: name one with --route events=/path",
  async drive(run) {
    const route = run.route("events");
    const open = (): EventsClient => openEvents(run.traffic, LANE, route);
    const clients = Array.from({ length: CLIENTS }, open);
    await run.until(() => clients.every(({ isOpen }) => isOpen), OPEN_MS);
    if (!clients.some(({ isOpen }) => isOpen)) run.unjudged("no stream of events could be opened");
    await run.until(() => clients.every(({ events }) => events > 0), AGAIN_MS);
    run.signal();
    const ends: EventsEnd[] = [];
    const watching = watch(run);
    const coming = clients.map((client) => keepComing(run, client, open, ends));
    await run.gone();
    await Promise.race([Promise.all(coming), run.sleep(SETTLE_MS)]);
    run.fact("ends", ends);
    await watching;
  },
  judge: (record, settings) => [
    ...endings(record),
    ...lateExit(record, settings),
    ...exitAfter(record, settings),
  ],
};

async function keepComing(
  run: Run,
  first: EventsClient,
  open: () => EventsClient,
  ends: EventsEnd[],
): Promise<void> {
  for (let client = first;; client = open()) {
    ends.push(await client.ended);
    await run.sleep(AGAIN_MS);
    if (run.subject.isGone) return;
  }
}

function endings(record: RunRecord): readonly Finding[] {
  const torn = countOf(record, "torn");
  const truncated = countOf(record, "truncated");
  const findings: Finding[] = [];
  if (torn > 0) {
    findings.push(fault(
      "EVENT_TORN",
      `${torn} event streams ended in the middle of an event`,
      "Stop to write events when the shutdown begins, and end each stream after a whole one.",
    ));
  }
  if (truncated > 0) {
    findings.push(shortcoming(
      "EVENTS_CUT",
      `${truncated} event streams were cut: each event was whole, the response was not`,
      "Keep a list of the open streams, and end each response when the shutdown begins.",
    ));
  }
  return findings;
}

/** One who had to cut what it could not end may say so by its exit code. */
function exitAfter(record: RunRecord, settings: Settings): readonly Finding[] {
  const hasCut = countOf(record, "truncated") + countOf(record, "torn") > 0;
  return hasCut && record.exit?.code ? [] : exitCode(record, settings);
}

function countOf(record: RunRecord, end: EventsEnd): number {
  return notedWords(record, "ends").filter((each) => each === end).length;
}
