import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { Cancellation, Lifecycle, Scope, Tracked, Tracker } from "../../src/core/mod.ts";
import { type Calendar, calendarOf } from "./calendar.ts";
import { reasonAttributes } from "./reason-attributes.ts";

/** One stop or abort that has not been obeyed by all. */
interface Pending {
  readonly span: Span;
  readonly startMs: number;
  readonly open: Set<object>;
}

/** What {@linkcode CancellationTraces} are made of. */
export interface CancellationTracesOptions {
  readonly life: Lifecycle;
  readonly tracer: Tracer;
  /** Where what happens now belongs, during a shutdown. */
  context(): Context | undefined;
}

/** A span of each stop and abort in the process, from the moment it is told until the last has ended. */
export class CancellationTraces implements Tracker {
  readonly #options: CancellationTracesOptions;
  /** By what they wait for. A stop and an abort may wait for the same scope. */
  readonly #pending: Map<object, Set<Pending>> = new Map();

  constructor(options: CancellationTracesOptions) {
    this.#options = options;
  }

  /** Begins a span, unless a scope only ends by itself. */
  cancelling(cancellation: Cancellation): void {
    const { origin, reason, isAbort, reached } = cancellation;
    if (!isAbort && reached.length < 2) return;
    const { life, tracer } = this.#options;
    const startMs = life.clock.nowMs();
    const span = tracer.startSpan("quiesce.cancellation", {
      startTime: this.#at(startMs),
      attributes: {
        ...reasonAttributes(reason),
        "quiesce.cancellation.source": origin.path,
        "quiesce.cancellation.kind": isAbort ? "abort" : "stop",
        "quiesce.cancellation.hops": reached.reduce((most, { hops }) => Math.max(most, hops), 0),
        "quiesce.cancellation.reached": reached.length,
        "quiesce.cancellation.listening": reached.filter(({ listens }) => listens).length,
      },
    }, this.#parent());
    // The root of a life is closed in a phase of its own, whether anybody obeys or not.
    const scopes = reached.map(({ scope }) => scope).filter((scope) => scope !== life.scope);
    this.#wait({ span, startMs, open: new Set(scopes) });
  }

  /** A scope has obeyed. */
  closed(subject: Tracked): void {
    const pending = this.#pending.get(subject);
    if (pending === undefined) return;
    this.#pending.delete(subject);
    for (const each of pending) {
      each.open.delete(subject);
      if (each.open.size > 0) continue;
      each.span.setAttribute("quiesce.cancellation.last", pathOf(subject));
      this.#obeyed(each);
    }
  }

  /** Ends the spans of what was never obeyed by all. */
  endAll(): void {
    for (const { span, open } of new Set([...this.#pending.values()].flatMap((all) => [...all]))) {
      span.setAttribute("quiesce.cancellation.unstopped", [...open].map(pathOf));
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(this.#at(this.#options.life.clock.nowMs()));
    }
    this.#pending.clear();
  }

  opened(): void {}
  signalMade(): void {}
  listened(): void {}
  told(): void {}
  passed(): void {}

  #wait(pending: Pending): void {
    if (pending.open.size === 0) this.#obeyed(pending);
    for (const scope of pending.open) {
      const known = this.#pending.get(scope);
      if (known) known.add(pending);
      else this.#pending.set(scope, new Set([pending]));
    }
  }

  #obeyed({ span, startMs }: Pending): void {
    const endMs = this.#options.life.clock.nowMs();
    span.setAttribute("quiesce.cancellation.latency_seconds", (endMs - startMs) / 1_000);
    span.end(this.#at(endMs));
  }

  #parent(): Context {
    if (trace.getActiveSpan() !== undefined) return context.active();
    return this.#options.context() ?? ROOT_CONTEXT;
  }

  #at(atMs: number): ReturnType<Calendar> {
    return calendarOf(this.#options.life.clock)(atMs);
  }
}

function pathOf(subject: object): string {
  return (subject as Scope).path;
}
