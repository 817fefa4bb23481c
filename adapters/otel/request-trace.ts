import { type Context, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RequestEnd, RequestWatch } from "../../src/http/mod.ts";
import type { Calendar } from "./calendar.ts";

/** A span of ours, and the context of the handler. */
export interface Begun {
  readonly span: Span;
  readonly inside: Context;
}

/** What a {@linkcode RequestTrace} is made of. */
export interface RequestTraceOptions {
  /** Begins a span of ours. */
  begin(): Begun;
  /** Whether somebody else is about to begin one. */
  readonly isExpected: boolean;
  /** How long the request had waited. */
  readonly queuedMs: number | undefined;
  /** What time it is. */
  now(): ReturnType<Calendar>;
  /** Is told that somebody else has begun a span after all. */
  gaveWay(): void;
  /** Is told that it is not in flight any more. */
  over(trace: RequestTrace): void;
}

/** The span of one request: one of ours, or one that somebody else has begun and will end. */
export class RequestTrace implements RequestWatch {
  readonly #options: RequestTraceOptions;
  #begun: Begun | undefined;
  #other: Span | undefined;
  #isOver = false;

  constructor(options: RequestTraceOptions) {
    this.#options = options;
    this.#takeOver();
    if (this.#other === undefined && !options.isExpected) this.#begun = options.begin();
  }

  run<T>(handle: () => T): T {
    return this.#begun === undefined ? handle() : context.with(this.#begun.inside, handle);
  }

  /** Gives way to a span that an instrumentation has begun after us; ours is dropped and never sent. */
  entered(): void {
    if (this.#other !== undefined) return;
    this.#takeOver();
    if (this.#other !== undefined) this.#options.gaveWay();
  }

  answered(status: number | undefined): void {
    if (status === undefined || this.#other !== undefined) return;
    this.#span.setAttribute("http.response.status_code", status);
    if (status >= 500) this.#fail(String(status));
  }

  ended(end: RequestEnd | "refused"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.over(this);
    if (end === "cut" || end === "refused") this.note(end);
    if (this.#other !== undefined) return;
    this.#span.setAttribute("quiesce.request.end", end);
    // Who did not wait for the answer was not failed.
    if (end === "failed" || end === "cut") this.#fail(end);
    this.#span.end(this.#options.now());
  }

  /** Adds an event. */
  note(event: string): void {
    const span = this.#span;
    if (span.isRecording()) span.addEvent(event, undefined, this.#options.now());
  }

  /** Where nobody has begun one that was expected, ours comes late; its times are true even so. */
  get #span(): Span {
    return this.#other ?? (this.#begun ??= this.#options.begin()).span;
  }

  #takeOver(): void {
    const active = trace.getActiveSpan();
    if (active === this.#begun?.span) return;
    this.#other = active;
    const { queuedMs } = this.#options;
    if (queuedMs !== undefined) active?.setAttribute("quiesce.request.queue_ms", queuedMs);
  }

  #fail(type: string): void {
    this.#span.setAttribute("error.type", type);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
