// A run can have a hundred thousand requests, and its record is kept in a file and drawn: what tells
// nothing new is only counted.
import type { Classified } from "../judge/classify.ts";
import type { ByteEvent, ConnectionRecord, RequestRecord } from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";
import { PROBE_LANE } from "./watch.ts";

const MOST_WRONG = 200;
const MOST_RIGHT = 120;
const MOST_PROBES = 60;
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
 * What went wrong first; then what was in flight at the signal, what came after it, and what was
 * before; of each, the newest first. In the order in which they were sent.
 */
export function keptRequests(all: readonly Judged[], signalMs: number): readonly RequestRecord[] {
  const isProbe = ({ raw }: Judged): boolean => raw.lane === PROBE_LANE;
  const wrong = all.filter((each) => !isRight(each));
  const right = all.filter(isRight);
  const kept = [
    ...wrong.slice(0, MOST_WRONG),
    ...telling(right.filter((each) => !isProbe(each)), signalMs).slice(0, MOST_RIGHT),
    ...telling(right.filter(isProbe), signalMs).slice(0, MOST_PROBES),
  ];
  return kept.toSorted((a, b) => a.raw.id - b.raw.id).map(requestOf);
}

function isRight({ classified }: Judged): boolean {
  return classified.class === "answered" || classified.class === "refused";
}

function telling(those: readonly Judged[], signalMs: number): readonly Judged[] {
  const rank = ({ raw }: Judged): number => {
    if (raw.endMs < signalMs) return 2;
    return raw.startMs <= signalMs ? 0 : 1;
  };
  return those.toSorted((a, b) => rank(a) - rank(b) || b.raw.endMs - a.raw.endMs);
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
