import type { ConnectionRecord, CurvePoint } from "../result.ts";
import type { RawExchange } from "../wire/exchange.ts";

const MOST_POINTS = 400;

/** How many connections and requests were open, at each moment at which that changed. */
export function curveOf(
  connections: readonly ConnectionRecord[],
  requests: readonly RawExchange[],
): readonly CurvePoint[] {
  const steps = [
    ...connections.flatMap(({ openMs, closeMs }) => [step(openMs, 1, 0), step(closeMs, -1, 0)]),
    ...requests.flatMap(({ startMs, endMs }) => [step(startMs, 0, 1), step(endMs, 0, -1)]),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const points: CurvePoint[] = [];
  let connectionsOpen = 0;
  let requestsOpen = 0;
  for (const { atMs, connections, requests } of steps) {
    connectionsOpen += connections;
    requestsOpen += requests;
    if (points.at(-1)?.atMs === atMs) points.pop();
    points.push({ atMs, connections: connectionsOpen, requests: requestsOpen });
  }
  return thinned(points);
}

function step(atMs: number, connections: number, requests: number): CurvePoint {
  return { atMs: Math.round(atMs), connections, requests };
}

function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
