import {
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  type TextMapGetter,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { Clock } from "../../src/core/mod.ts";
import type { RequestObserver, RequestSeen } from "../../src/http/mod.ts";
import { type Calendar, calendarOf } from "./calendar.ts";
import { queueMs } from "./queue-time.ts";
import { requestAttributes, spanNameOf } from "./request-attributes.ts";
import { type Begun, RequestTrace } from "./request-trace.ts";

const HEADERS: TextMapGetter<RequestSeen["headers"]> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  // The propagators of OpenTelemetry ask for names that they know.
  keys: () => [],
};

/** What {@linkcode RequestTraces} are made of. */
export interface RequestTracesOptions {
  readonly clock: Clock;
  readonly tracer: Tracer;
  /** Whether anybody takes the spans. */
  isListening(): boolean;
}

/** A span of each request in flight, to which is added what happens to the process meanwhile. */
export class RequestTraces implements RequestObserver {
  readonly #options: RequestTracesOptions;
  readonly #inFlight: Set<RequestTrace> = new Set();
  /** Whether an instrumentation of Node's servers begins spans, which it does after us. */
  #isBeside = false;

  constructor(options: RequestTracesOptions) {
    this.#options = options;
  }

  /** Begins a span, or takes the one that an instrumentation of HTTP has begun. */
  admitted(request: RequestSeen): RequestTrace | undefined {
    if (!this.#options.isListening()) return undefined;
    const begun = this.#begin(request);
    this.#inFlight.add(begun);
    return begun;
  }

  /** Notes a request that came too late. */
  refused(request: RequestSeen): void {
    if (!this.#options.isListening()) return;
    const begun = this.#begin(request);
    begun.answered(503);
    begun.ended("refused");
  }

  /** Adds an event to each request in flight. */
  note(event: string): void {
    for (const each of this.#inFlight) each.note(event);
  }

  /** Ends the spans of requests that will never end, since the process does. */
  endAll(): void {
    for (const each of [...this.#inFlight]) each.ended("cut");
  }

  #begin(request: RequestSeen): RequestTrace {
    const { clock } = this.#options;
    const calendar = calendarOf(clock);
    const queuedMs = this.#queuedMs(request);
    return new RequestTrace({
      begin: () => this.#start(request, calendar, queuedMs),
      isExpected: this.#isBeside,
      queuedMs,
      now: () => calendar(clock.nowMs()),
      gaveWay: () => void (this.#isBeside = true),
      over: (ended) => void this.#inFlight.delete(ended),
    });
  }

  #start(request: RequestSeen, calendar: Calendar, queuedMs: number | undefined): Begun {
    const parent = propagation.extract(ROOT_CONTEXT, request.headers, HEADERS);
    const span = this.#options.tracer.startSpan(spanNameOf(request), {
      kind: SpanKind.SERVER,
      startTime: calendar(request.startMs),
      attributes: requestAttributes(request, queuedMs),
    }, parent);
    return { span, inside: trace.setSpan(parent, span) };
  }

  #queuedMs({ headers, startMs }: RequestSeen): number | undefined {
    const { clock } = this.#options;
    return queueMs(headers.get("x-request-start"), clock.wallMs() - (clock.nowMs() - startMs));
  }
}
