import type { ConnectionRecord, CurvePoint } from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";

const MOST_SPANS = 200;

/**
 * How many connections and requests were open, at each moment at which that changed. Of a long run,
 * the busiest moment and the last one of each of so many spans of time.
 */
export function curveOf(
  connections: readonly ConnectionRecord[],
  requests: readonly RawExchange[],
): readonly CurvePoint[] {
  const there = connections.filter(({ end }) => end !== "unreachable");
  const asked = requests.filter(({ end }) => end !== "unreachable");
  const steps = [
    ...there.flatMap(({ openMs, closeMs }) => [step(openMs, 1, 0), step(closeMs, -1, 0)]),
    ...asked.flatMap(({ startMs, endMs }) => [step(startMs, 0, 1), step(endMs, 0, -1)]),
  ].toSorted((a, b) => a.atMs - b.atMs);
  return thinned(summed(steps)).map(({ atMs, ...open }) => ({
    atMs: Math.round(atMs * 10) / 10,
    ...open,
  }));
}

function step(atMs: number, connections: number, requests: number): CurvePoint {
  return { atMs, connections, requests };
}

function summed(steps: readonly CurvePoint[]): readonly CurvePoint[] {
  let connections = 0;
  let requests = 0;
  const points: CurvePoint[] = [];
  for (const each of steps) {
    connections += each.connections;
    requests += each.requests;
    if (points.at(-1)?.atMs === each.atMs) points.pop();
    points.push(step(each.atMs, connections, requests));
  }
  return points;
}

function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length <= 2 * MOST_SPANS) return points;
  const spanMs = (last.atMs - first.atMs) / MOST_SPANS;
  const spans = Map.groupBy(points, ({ atMs }) => Math.floor((atMs - first.atMs) / spanMs));
  return [...spans.values()].flatMap(ofSpan);
}

function ofSpan(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const height = ({ connections, requests }: CurvePoint): number => connections + requests;
  const busiest = points.reduce((a, b) => (height(b) > height(a) ? b : a));
  const last = points.at(-1) ?? busiest;
  return busiest === last ? [last] : [busiest, last];
}
