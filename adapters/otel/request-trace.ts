import { type Context, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RequestEnd, RequestWatch } from "../../src/http/mod.ts";
import type { Calendar } from "./calendar.ts";

/** What a {@linkcode RequestTrace} is made of. */
export interface RequestTraceOptions {
  readonly span: Span;
  /** The context of a span of ours. That of another's is the one that is active. */
  readonly inside?: Context;
  /** How long the request had waited. */
  readonly queuedMs: number | undefined;
  /** What time it is. */
  now(): ReturnType<Calendar>;
  /** Is told that it is not in flight any more. */
  over(trace: RequestTrace): void;
}

/** The span of one request: one of ours, or one that somebody else has begun and will end. */
export class RequestTrace implements RequestWatch {
  readonly #options: RequestTraceOptions;
  readonly #inside: Context | undefined;
  #span: Span;
  #isOurs: boolean;
  #isOver = false;

  constructor(options: RequestTraceOptions) {
    this.#options = options;
    this.#inside = options.inside;
    this.#isOurs = options.inside !== undefined;
    this.#span = options.span;
    if (!this.#isOurs) this.#noteQueue();
  }

  run<T>(handle: () => T): T {
    return this.#inside === undefined ? handle() : context.with(this.#inside, handle);
  }

  /** Gives way to a span that an instrumentation has begun after us; ours is dropped and never sent. */
  entered(): void {
    const active = trace.getActiveSpan();
    if (active === undefined || active === this.#span) return;
    this.#span = active;
    this.#isOurs = false;
    this.#noteQueue();
  }

  answered(status: number | undefined): void {
    if (status === undefined || !this.#isOurs) return;
    this.#span.setAttribute("http.response.status_code", status);
    if (status >= 500) this.#fail(String(status));
  }

  ended(end: RequestEnd | "refused"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.over(this);
    if (end === "cut" || end === "refused") this.note(end);
    if (!this.#isOurs) return;
    this.#span.setAttribute("quiesce.request.end", end);
    // Who did not wait for the answer was not failed.
    if (end === "failed" || end === "cut") this.#fail(end);
    this.#span.end(this.#options.now());
  }

  /** Adds an event. */
  note(event: string): void {
    if (this.#span.isRecording()) this.#span.addEvent(event, undefined, this.#options.now());
  }

  #noteQueue(): void {
    const { queuedMs } = this.#options;
    if (queuedMs !== undefined) this.#span.setAttribute("quiesce.request.queue_ms", queuedMs);
  }

  #fail(type: string): void {
    this.#span.setAttribute("error.type", type);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
