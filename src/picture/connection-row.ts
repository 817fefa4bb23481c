import type { ConnectionEnd, ConnectionRecord, RequestRecord } from "../verify/mod.ts";
import { levelsOf, saysOf, type Span } from "./level.ts";
import type { Badge, Bar, Row, Track } from "./model.ts";
import { barOf } from "./request-bar.ts";
import { countText, durationText, spanText } from "./time-text.ts";
import { classBadge, CLASSES, isWrong, rankOf } from "./tone.ts";

/** A connection, and those of its requests that were kept. */
export interface Strand {
  /** Absent when only its requests were kept. */
  readonly connection?: ConnectionRecord;
  readonly requests: readonly RequestRecord[];
}

/** How many that ended alike are drawn one by one before the rest becomes a crowd. */
const MOST_ALIKE = { wrong: 6, right: 3 };
/** A crowd of one would hide more than it saves. */
const LEAST_CROWD = 2;

/** A row for each connection, what went wrong first; many that ended alike share one. */
export function rowsOf(strands: readonly Strand[], zeroMs: number): readonly Row[] {
  const groups = Map.groupBy(strands.toSorted((a, b) => startOf(a) - startOf(b)), likenessOf);
  return [...groups.values()]
    .toSorted((a, b) => rankOfStrand(a[0]) - rankOfStrand(b[0]))
    .flatMap((alike) => rowsOfAlike(alike, zeroMs));
}

/** All times of connections and requests are in it, so that two are alike only in what they say. */
function likenessOf({ connection, requests }: Strand): string {
  const kinds = requests.map((each) => `${each.label} ${each.class} ${each.how}`);
  const said = [...new Set(kinds)].toSorted().join("|").replaceAll(/\d+/g, "#");
  return `${said}|${connection?.end}|${(connection?.requests ?? 0) > 0}`;
}

function startOf({ connection, requests }: Strand): number {
  return requests[0]?.startMs ?? connection?.openMs ?? 0;
}

function rankOfStrand(strand: Strand | undefined): number {
  const tones = (strand?.requests ?? []).map((each) => classBadge(each.class).tone);
  // A line without a request tells least.
  return Math.min(...tones.map(rankOf), rankOf("good") + 1);
}

function rowsOfAlike(alike: readonly Strand[], zeroMs: number): readonly Row[] {
  const wrong = alike[0]?.requests.some((each) => isWrong(classBadge(each.class).tone));
  const most = wrong ? MOST_ALIKE.wrong : MOST_ALIKE.right;
  const shown = alike.length - most < LEAST_CROWD ? alike.length : most;
  const rest = alike.slice(shown);
  const rows = alike.slice(0, shown).map((strand) => rowOf(strand, zeroMs));
  return rest.length === 0 ? rows : [...rows, crowdOf(rest, zeroMs)];
}

function rowOf({ connection, requests }: Strand, zeroMs: number): Row {
  const bars = requests.map((request) => barOf(request, zeroMs));
  return {
    label: labelOf(requests, connection),
    note: noteOf(bars, connection, zeroMs),
    badges: badgesOf(requests),
    bars,
    tracks: connection ? [trackOf(connection, zeroMs)] : [],
  };
}

function labelOf(requests: readonly RequestRecord[], connection?: ConnectionRecord): string {
  const labels = [...new Set(requests.map(({ label }) => label))];
  const total = Math.max(connection?.requests ?? 0, requests.length);
  if (total === 0) return "connection only";
  if (labels.length === 0) return `${countText(total, "request")}, only counted`;
  const of = total > requests.length ? ` of ${countText(total)}` : "";
  if (labels.length > 1) return `${countText(requests.length)}${of} requests`;
  return requests.length === total && total === 1
    ? String(labels[0])
    : `${labels[0]} × ${requests.length}${of}`;
}

function noteOf(bars: readonly Bar[], connection: ConnectionRecord | undefined, zeroMs: number) {
  const only = bars.length === 1 ? bars[0] : undefined;
  const span = spanOf(bars, connection, zeroMs);
  const when = spanText(span.startMs, span.endMs);
  const name = connection ? `connection ${connection.id}, ` : "";
  if (!only) return `${name}${when}`;
  return only.badge.tone === "good" ? when : `${when}, ${only.how}`;
}

function spanOf(
  bars: readonly Bar[],
  connection: ConnectionRecord | undefined,
  zeroMs: number,
): Span {
  const spans: readonly Span[] = bars.length === 0 && connection
    ? [trackOf(connection, zeroMs)]
    : bars;
  return {
    startMs: Math.min(...spans.map(({ startMs }) => startMs)),
    endMs: Math.max(...spans.map(({ endMs }) => endMs)),
  };
}

function badgesOf(requests: readonly RequestRecord[]): readonly Badge[] {
  return CLASSES.flatMap((name) => {
    const count = requests.filter((each) => each.class === name).length;
    const { word, tone } = classBadge(name);
    if (count === 0) return [];
    return [{ word: requests.length === 1 ? word : `${countText(count)} ${word}`, tone }];
  });
}

const ENDS: Readonly<Record<ConnectionEnd, readonly [Track["end"], string]>> = {
  fin: ["stop", "ended by the server"],
  reset: ["torn", "reset"],
  unreachable: ["torn", "never established"],
  closed: ["stop", "ended by the watcher"],
  open: ["open", "still open"],
};

function trackOf({ id, openMs, closeMs, end }: ConnectionRecord, zeroMs: number): Track {
  const [shape, words] = ENDS[end];
  const span = { startMs: openMs - zeroMs, endMs: closeMs - zeroMs };
  return { ...span, end: shape, label: `connection ${id}, ${words}` };
}

/** What ended alike, as one shape whose height is how many were open. */
function crowdOf(rest: readonly Strand[], zeroMs: number): Row {
  const requests = rest.flatMap((strand) => strand.requests);
  const connections = rest.flatMap(({ connection }) => connection ?? []);
  const spans: readonly Span[] = requests.length > 0
    ? requests.map(({ startMs, endMs }) => ({ startMs: startMs - zeroMs, endMs: endMs - zeroMs }))
    : connections.map((each) => trackOf(each, zeroMs));
  const took = spans.map(({ startMs, endMs }) => endMs - startMs).toSorted((a, b) => a - b);
  const shortest = durationText(took[0] ?? 0);
  const longest = durationText(took.at(-1) ?? 0);
  const on = countText(rest.length, "connection");
  return {
    label: `${countText(spans.length)} more`,
    note: `on ${on}, each for ${shortest === longest ? shortest : `${shortest} to ${longest}`}`,
    badges: badgesOf(requests),
    bars: [],
    tracks: [],
    crowd: {
      bars: requests.length,
      startMs: Math.min(...spans.map(({ startMs }) => startMs)),
      endMs: Math.max(...spans.map(({ endMs }) => endMs)),
      levels: levelsOf(spans),
      says: saysOf(levelsOf(spans)),
    },
  };
}
