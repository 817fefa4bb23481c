import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type {
  Clock,
  ErrorReport,
  HookReport,
  Lifecycle,
  Phase,
  Report,
  StopReason,
} from "../../src/core/mod.ts";
import { type Calendar, calendarOf } from "./calendar.ts";
import { reasonAttributes } from "./reason-attributes.ts";

/** A span and the context in which its children are started. */
interface Branch {
  readonly span: Span;
  readonly context: Context;
}

/** The spans of one shutdown: the whole, below it each phase, and below those each hook. */
export class ShutdownTrace {
  readonly #tracer: Tracer;
  readonly #clock: Clock;
  readonly #calendar: Calendar;
  readonly #root: Branch;
  readonly #phases: Map<Phase, Branch> = new Map();
  readonly #hooks: Map<string, Span> = new Map();
  #running: Branch;

  /** Begins it, linked to the span that is active where the shutdown was asked for. */
  constructor(life: Lifecycle, tracer: Tracer, reason: StopReason) {
    this.#tracer = tracer;
    this.#clock = life.clock;
    this.#calendar = calendarOf(life.clock);
    const span = tracer.startSpan("quiesce.shutdown", {
      startTime: this.#now(),
      links: originLinks(),
      attributes: { ...reasonAttributes(reason), "quiesce.grace_ms": life.graceMs },
    }, ROOT_CONTEXT);
    this.#root = this.#running = branchOf(span, ROOT_CONTEXT);
  }

  /** Where what happens now belongs: the phase that runs. */
  get context(): Context {
    return this.#running.context;
  }

  /** A phase begins. */
  phaseStarted(phase: Phase): void {
    const branch = this.#start(`quiesce.phase ${phase}`, this.#root, { "quiesce.phase": phase });
    this.#phases.set(phase, branch);
    this.#running = branch;
  }

  /** A phase is over; hooks that were left behind may settle later. */
  phaseEnded(phase: Phase): void {
    this.#phases.get(phase)?.span.end(this.#now());
  }

  /** A hook is about to be called. */
  hookStarted(phase: Phase, hook: string): void {
    const parent = this.#phases.get(phase) ?? this.#root;
    const attributes = { "quiesce.phase": phase, "quiesce.hook": hook };
    const { span } = this.#start(`quiesce.hook ${hook}`, parent, attributes);
    this.#hooks.set(`${phase}/${hook}`, span);
  }

  /** A hook has ended, or was given up, or was never called. */
  hookSettled(report: HookReport): void {
    const { phase, hook, end, where, late, error } = report;
    const key = `${phase}/${hook}`;
    if (!this.#hooks.has(key)) this.hookStarted(phase, hook);
    const span = this.#hooks.get(key);
    this.#hooks.delete(key);
    if (span === undefined) return;
    span.setAttributes({
      "quiesce.outcome": end,
      "quiesce.hook.late": late,
      "quiesce.hook.where": where,
    });
    if (error) this.#fail(span, error);
    span.end(this.#now());
  }

  /** Something failed that nobody waits for. */
  caught(from: string, error: unknown): void {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    this.#record(this.#root.span, { from, name, message, ...(stack && { stack }) });
  }

  /** It was asked to hurry. */
  forced(reason: StopReason): void {
    this.#root.span.addEvent("forced", reasonAttributes(reason), this.#now());
  }

  /** It got more time. */
  extended(byMs: number): void {
    this.#root.span.addEvent("extended", { "quiesce.extended_ms": byMs }, this.#now());
  }

  /** It was called off: the process goes on. */
  calledOff(): void {
    this.#root.span.setAttribute("quiesce.end", "called-off");
    this.#endAll();
  }

  /** All is over, and the exit code is known. */
  ended(report: Report): void {
    const { span } = this.#root;
    span.setAttributes(reportAttributes(report));
    if (report.exitCode !== 0) {
      const message = report.errors[0]?.message ?? `exit code ${report.exitCode}`;
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      span.setAttribute("error.type", report.errors[0]?.name ?? String(report.exitCode));
    }
    this.#endAll();
  }

  #endAll(): void {
    const atTime = this.#now();
    for (const span of this.#hooks.values()) span.end(atTime);
    this.#hooks.clear();
    for (const { span } of this.#phases.values()) if (span.isRecording()) span.end(atTime);
    this.#root.span.end(atTime);
  }

  #start(name: string, parent: Branch, attributes: Attributes): Branch {
    const span = this.#tracer.startSpan(
      name,
      { startTime: this.#now(), attributes },
      parent.context,
    );
    return branchOf(span, parent.context);
  }

  #fail(span: Span, error: ErrorReport): void {
    this.#record(span, error);
    span.setAttribute("error.type", typeOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  }

  /** As `recordException` does, and where it came from. */
  #record(span: Span, error: ErrorReport): void {
    span.addEvent("exception", {
      "exception.type": typeOf(error),
      "exception.message": error.message,
      ...(error.stack && { "exception.stacktrace": error.stack }),
      "quiesce.from": error.from,
    }, this.#now());
  }

  #now(): ReturnType<Calendar> {
    return this.#calendar(this.#clock.nowMs());
  }
}

/** A link and no parent: the request that asked may have been answered before the shutdown is over. */
function originLinks(): Link[] {
  const origin = trace.getActiveSpan();
  if (origin === undefined) return [];
  return [{ context: origin.spanContext(), attributes: { "quiesce.link": "origin" } }];
}

/** The class of an error says little where it has a code. */
function typeOf({ name, code }: ErrorReport): string {
  return code ?? name;
}

function branchOf(span: Span, parent: Context): Branch {
  return { span, context: trace.setSpan(parent, span) };
}

function reportAttributes(report: Report): Attributes {
  const { end, forced, gates, unstopped, cut } = report;
  const sum = (pick: (gate: Report["gates"][number]) => number): number =>
    gates.reduce((total, gate) => total + pick(gate), 0);
  return {
    "quiesce.end": end,
    "quiesce.forced": forced !== undefined,
    "quiesce.deadline_passed": report.deadlinePassed,
    "quiesce.in_flight": sum((gate) => gate.inFlight),
    "quiesce.cut": cut.length,
    "quiesce.refused": sum((gate) => gate.refused),
    "quiesce.unstopped": unstopped.map(({ path }) => path),
    "quiesce.errors": report.errors.length,
    "quiesce.longest_block_ms": report.longestBlockMs,
    "process.exit.code": report.exitCode,
  };
}
