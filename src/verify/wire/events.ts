import type { Route } from "../settings.ts";
import type { Answer } from "./response-reader.ts";
import type { Traffic } from "./traffic.ts";

/** How a stream of events has ended, as its client sees it. */
export type EventsEnd =
  /** The response has come to its end, after a whole event. */
  | "whole"
  /** The response did not come to its end, but each event did. */
  | "truncated"
  /** It ended in the middle of an event, which the client has to throw away. */
  | "torn"
  /** There never was one: refused, or answered with something else. */
  | "none";

/** A stream of server-sent events that was asked for. */
export interface EventsClient {
  /** **Settles** once it has ended. */
  readonly ended: Promise<EventsEnd>;
  /** Whether it was granted and goes on. */
  readonly isOpen: boolean;
  /** How many events have come whole. */
  readonly events: number;
}

/** Asks for a stream of events, and reads it to its end. */
export function openEvents(traffic: Traffic, lane: string, route: Route): EventsClient {
  const reader = new EventReader();
  const exchange = traffic.ask(lane, route, {
    headers: { Accept: "text/event-stream" },
    onBody: (text) => reader.push(text),
  });
  const isGranted = (): boolean => exchange.status === route.status;
  const ended = exchange.ended.then((answer) => isGranted() ? endOf(answer, reader) : "none");
  return {
    ended,
    get isOpen() {
      return isGranted() && !exchange.hasEnded;
    },
    get events() {
      return reader.events;
    },
  };
}

function endOf(answer: Answer | undefined, reader: EventReader): EventsEnd {
  if (reader.isInEvent) return "torn";
  return answer ? "whole" : "truncated";
}

/** Counts the events in a body, and knows whether one has begun and not ended. */
export class EventReader {
  #events = 0;
  #line = "";
  #hasField = false;

  get events(): number {
    return this.#events;
  }

  /** Comments and blank lines belong to no event: nothing is lost with half of one. */
  get isInEvent(): boolean {
    return this.#line !== "\r" && (this.#hasField || isField(this.#line));
  }

  push(text: string): void {
    // A return at the very end may be the first half of a line's end.
    const lines = (this.#line + text).split(/\r\n|\n|\r(?!$)/);
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    if (isField(line)) this.#hasField = true;
    if (line !== "" || !this.#hasField) return;
    this.#events += 1;
    this.#hasField = false;
  }
}

function isField(line: string): boolean {
  return line !== "" && !line.startsWith(":");
}
