import type { HrTime, TracerProvider as AnyProvider } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

/** The spans that a provider of its own has made. */
export interface Recording {
  readonly provider: AnyProvider;
  /** Ended spans, in the order in which they ended. */
  spans(): readonly ReadableSpan[];
  /** The ended span of a name. */
  span(name: string): ReadableSpan;
}

export function recording(): Recording {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
  return {
    provider,
    spans,
    span(name) {
      const found = spans().filter((span) => span.name === name);
      if (found.length === 1 && found[0]) return found[0];
      throw new Error(`Cannot find one span "${name}": ${spans().map((span) => span.name).join()}`);
    },
  };
}

export function ms([seconds, nanos]: HrTime): number {
  return seconds * 1_000 + nanos / 1_000_000;
}

/** The names of the events of a span, in their order. */
export function eventsOf(span: ReadableSpan): readonly string[] {
  return span.events.map(({ name }) => name);
}
