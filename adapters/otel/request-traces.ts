import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { Clock } from "../../src/core/mod.ts";
import type { RequestEnd, RequestObserver, RequestSeen, RequestWatch } from "../../src/http/mod.ts";
import { calendarOf } from "./calendar.ts";
import { queueMs } from "./queue-time.ts";
import { requestAttributes, spanNameOf } from "./request-attributes.ts";

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
  /** Each span with what ends it, unless somebody else does. */
  readonly #inFlight: Map<Span, ((end: RequestEnd) => void) | undefined> = new Map();

  constructor(options: RequestTracesOptions) {
    this.#options = options;
  }

  /** Begins a span, or watches the one that an instrumentation of HTTP has begun. */
  admitted(request: RequestSeen): RequestWatch | undefined {
    if (!this.#options.isListening()) return undefined;
    const queuedMs = this.#queuedMs(request);
    const known = trace.getActiveSpan();
    if (known === undefined) return this.#own(request, queuedMs);
    if (queuedMs !== undefined) known.setAttribute("quiesce.request.queue_ms", queuedMs);
    this.#inFlight.set(known, undefined);
    return { ended: (end) => this.#leave(known, end) };
  }

  /** Notes a request that came too late. */
  refused(request: RequestSeen): void {
    if (!this.#options.isListening()) return;
    const known = trace.getActiveSpan();
    if (known !== undefined) return void known.addEvent("refused", undefined, this.#now());
    const { span } = this.#start(request, this.#queuedMs(request));
    span.setAttribute("quiesce.request.end", "refused");
    answered(span, 503);
    span.end(this.#now());
  }

  /** Adds an event to each request in flight. */
  note(event: string): void {
    const atTime = this.#now();
    for (const span of this.#inFlight.keys()) {
      if (span.isRecording()) span.addEvent(event, undefined, atTime);
    }
  }

  /** Ends the spans of requests that will never end, since the process does. */
  endAll(): void {
    for (const end of [...this.#inFlight.values()]) end?.("cut");
  }

  #own(request: RequestSeen, queuedMs: number | undefined): RequestWatch {
    const { span, inside } = this.#start(request, queuedMs);
    const ended = (end: RequestEnd): void => this.#end(span, end);
    this.#inFlight.set(span, ended);
    return {
      run: (handle) => context.with(inside, handle),
      answered: (status) => answered(span, status),
      ended,
    };
  }

  #end(span: Span, end: RequestEnd): void {
    if (!this.#inFlight.has(span)) return;
    this.#leave(span, end);
    span.setAttribute("quiesce.request.end", end);
    // Who did not wait for the answer was not failed.
    if (end === "failed" || end === "cut") fail(span, end);
    span.end(this.#now());
  }

  #start(
    request: RequestSeen,
    queuedMs: number | undefined,
  ): { readonly span: Span; readonly inside: Context } {
    const { clock, tracer } = this.#options;
    const parent = propagation.extract(ROOT_CONTEXT, request.headers, HEADERS);
    const span = tracer.startSpan(spanNameOf(request), {
      kind: SpanKind.SERVER,
      startTime: calendarOf(clock)(request.startMs),
      attributes: requestAttributes(request, queuedMs),
    }, parent);
    return { span, inside: trace.setSpan(parent, span) };
  }

  #leave(span: Span, end: RequestEnd): void {
    this.#inFlight.delete(span);
    if (end === "cut" && span.isRecording()) span.addEvent("cut", undefined, this.#now());
  }

  #queuedMs({ headers, startMs }: RequestSeen): number | undefined {
    const { clock } = this.#options;
    return queueMs(headers.get("x-request-start"), clock.wallMs() - (clock.nowMs() - startMs));
  }

  #now(): ReturnType<ReturnType<typeof calendarOf>> {
    const { clock } = this.#options;
    return calendarOf(clock)(clock.nowMs());
  }
}

function answered(span: Span, status: number | undefined): void {
  if (status === undefined) return;
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) fail(span, String(status));
}

function fail(span: Span, type: string): void {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
