import { type Heard, isEvents } from "./ask.ts";

/** From when on an answer counts as slow, so that it can be in flight when a signal comes. */
export const SLOW_MS = 300;

/** What two paths that no service has were answered with. */
export type Absent = readonly [Heard, Heard];

/**
 * Whether the answer is one that a route gives, and not what the service says to any path. Who says
 * something else each time, the path or the hour, cannot be told from one that has every route.
 */
export function isRoute(heard: Heard, [absent, another]: Absent): boolean {
  if (!isGood(heard.status)) return false;
  if (!isGood(absent.status)) return true;
  return isSame(absent, another) && !isSame(heard, absent);
}

/** Whether it takes long enough to be caught in flight, and comes at once then. */
export function isSlow(heard: Heard): boolean {
  return isGood(heard.status) && heard.endMs !== undefined && (heard.headMs ?? 0) >= SLOW_MS;
}

/** Whether its body begins, and ends a while later. */
export function isStream(heard: Heard): boolean {
  const { bodyMs, endMs } = heard;
  if (!isGood(heard.status) || isEvents(heard.headers) || bodyMs === undefined) return false;
  return endMs !== undefined && endMs - bodyMs >= SLOW_MS;
}

/** Whether it is a stream of events that has not ended. */
export function isEventStream(heard: Heard): boolean {
  return heard.status === 200 && isEvents(heard.headers) && heard.endMs === undefined;
}

/** Whether the service has agreed to speak WebSocket. */
export function isSocket({ status, headers }: Heard): boolean {
  return status === 101 && (headers.get("upgrade") ?? "").toLowerCase() === "websocket";
}

/** Whether the answer came after the whole body, which was sent in two parts. */
export function isUpload(heard: Heard, pauseMs: number): boolean {
  return isGood(heard.status) && heard.endMs !== undefined && (heard.headMs ?? 0) >= pauseMs;
}

/** Whether it says nothing at all, where other paths answer. */
export function isHanging(heard: Heard, [absent]: Absent): boolean {
  return heard.headMs === undefined && absent.endMs !== undefined;
}

/** Whether it is a success. */
export function isGood(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

function isSame(one: Heard, other: Heard): boolean {
  return one.bodyBytes === other.bodyBytes && one.text === other.text &&
    one.headers.get("content-type") === other.headers.get("content-type");
}
