// A run can have a hundred thousand requests, and its record is kept in a file and drawn: what tells
// nothing new is only counted.
import type { Classified } from "../judge/classify.ts";
import type { ByteEvent, ConnectionRecord, RequestRecord } from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";

const MOST_WRONG = 200;
/** Of each lane and class: those in flight at the signal, after it and before it. */
const MOST_RIGHT = { inFlight: 40, after: 40, before: 10 };
/** Of the timeline of one request: its beginning, and its end. */
const MOST_EARLY_EVENTS = 6;
const MOST_LATE_EVENTS = 14;

/** How many connections a record holds at most. */
export const MOST_CONNECTIONS = 300;

/** A request, and what became of it. */
export interface Judged {
  readonly raw: RawExchange;
  readonly classified: Classified;
}

/**
 * What went wrong first; and of each lane and class a sample of what was in flight at the signal, of
 * what came after it and of what was before. In the order in which they were sent.
 */
export function keptRequests(all: readonly Judged[], signalMs: number): readonly RequestRecord[] {
  const wrong = all.filter((each) => !isRight(each)).slice(0, MOST_WRONG);
  const groups = Map.groupBy(
    all.filter(isRight),
    ({ raw, classified }) => JSON.stringify([raw.lane, classified.class, timeOf(raw, signalMs)]),
  );
  const right = [...groups.values()].flatMap((those) => sampleOf(those, signalMs));
  return [...wrong, ...right].toSorted((a, b) => a.raw.id - b.raw.id).map(requestOf);
}

function isRight({ classified }: Judged): boolean {
  return classified.class === "answered" || classified.class === "refused";
}

function timeOf({ startMs, endMs }: RawExchange, signalMs: number): keyof typeof MOST_RIGHT {
  if (endMs < signalMs) return "before";
  return startMs <= signalMs ? "inFlight" : "after";
}

/**
 * The last of each of equal spans of time: no stretch of it looks empty that was not, and the last of
 * all, by which it is known until when there was work, is among them.
 */
function sampleOf(those: readonly Judged[], signalMs: number): readonly Judged[] {
  const [first] = those as [Judged];
  const most = MOST_RIGHT[timeOf(first.raw, signalMs)];
  if (those.length <= most) return those;
  const sorted = those.toSorted((a, b) => a.raw.endMs - b.raw.endMs);
  const startMs = sorted[0]?.raw.endMs ?? 0;
  const spanMs = ((sorted.at(-1)?.raw.endMs ?? 0) - startMs) / (most - 1);
  const spans = Map.groupBy(sorted, ({ raw }) => Math.floor((raw.endMs - startMs) / spanMs));
  return [...spans.values()].flatMap((span) => span.at(-1) ?? []);
}

function requestOf({ raw, classified }: Judged): RequestRecord {
  const { id, lane, label, connection, status, saidClose, bytesSent, bytesReceived } = raw;
  return {
    id,
    lane,
    label,
    connection,
    startMs: tenths(raw.startMs),
    endMs: tenths(raw.endMs),
    ...classified,
    ...(status !== undefined && { status }),
    saidClose,
    bytesSent,
    bytesReceived,
    timeline: shortened(raw.timeline),
  };
}

function shortened(timeline: readonly ByteEvent[]): readonly ByteEvent[] {
  const isLong = timeline.length > MOST_EARLY_EVENTS + MOST_LATE_EVENTS;
  const kept = isLong
    ? [...timeline.slice(0, MOST_EARLY_EVENTS), ...timeline.slice(-MOST_LATE_EVENTS)]
    : timeline;
  return kept.map((event) => ({ ...event, atMs: tenths(event.atMs) }));
}

/** Those that lived into the shutdown longest, in the order in which they were opened. */
export function keptConnections(all: readonly ConnectionRecord[]): readonly ConnectionRecord[] {
  return all
    .toSorted((a, b) => lifeMs(b) - lifeMs(a))
    .slice(0, MOST_CONNECTIONS)
    .toSorted((a, b) => a.id - b.id)
    .map(({ openMs, connectedMs, closeMs, ...rest }) => ({
      ...rest,
      openMs: tenths(openMs),
      ...(connectedMs !== undefined && { connectedMs: tenths(connectedMs) }),
      closeMs: tenths(closeMs),
    }));
}

function lifeMs({ openMs, closeMs }: ConnectionRecord): number {
  return closeMs - openMs;
}

/** More than is measured is not said. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
