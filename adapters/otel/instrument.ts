import {
  type MeterProvider,
  metrics,
  trace,
  type Tracer,
  type TracerProvider,
} from "@opentelemetry/api";
import { aFunction, positive } from "../../src/check/mod.ts";
import { type Lifecycle, type Release, release, track } from "../../src/core/mod.ts";
import { observeRequests } from "../../src/http/mod.ts";
import { builtInWarning } from "./built-in.ts";
import { CancellationTraces } from "./cancellation-traces.ts";
import { flushLast } from "./flush-last.ts";
import { meterLife } from "./meter-life.ts";
import { forceFlush, listening, SCOPE_NAME } from "./providers.ts";
import { RequestTraces } from "./request-traces.ts";
import { traceShutdowns } from "./trace-shutdowns.ts";

/** What {@linkcode instrument} may be given. */
export interface InstrumentOptions {
  /** Makes the spans. Default: the one that is registered, now or later. */
  readonly tracerProvider?: TracerProvider;
  /** Takes what is measured. Default: the one that is registered now. */
  readonly meterProvider?: MeterProvider;
  /** Whether requests have spans. Default: true. */
  readonly requests?: boolean;
  /** Whether the life is measured. Default: true. */
  readonly metrics?: boolean;
  /**
   * Whether each stop and abort of a scope has a span, from the moment it is told until the last
   * scope that it reached has ended. It costs something for each scope in the process, and goes with
   * no registry of `quiesce/leak`. Default: false.
   */
  readonly cancellations?: boolean;
  /** Sends what is pending. Default: `forceFlush` of the providers above, where they have one. */
  readonly flush?: () => unknown;
  /**
   * How long the sending at the end may take, all in all. It is reserved in the budget. Default: a
   * tenth of `graceMs`, at most 1000. For Deno's own OpenTelemetry, which sends when the process
   * ends, six times its `OTEL_EXPORTER_OTLP_TIMEOUT`.
   */
  readonly flushTimeoutMs?: number;
  /** Is told when telemetry could not be sent, or may hold the exit up. Default: a line on stderr. */
  readonly warn?: (line: string) => void;
}

/**
 * Tells OpenTelemetry of a life: spans of its shutdown and of its requests, and what is measured of
 * it; and sends all of that last, before the process exits.
 *
 * - `quiesce.shutdown` is a trace of its own, linked to the span in which it was asked for. Below it
 *   is a span of each phase, and below those one of each hook.
 * - A request has a `SERVER` span that continues the trace of the client, and in whose context the
 *   handler runs; where an instrumentation of HTTP has begun one, that one is used. The events
 *   `announce`, `drain` and `cut` on it say what happened to the process meanwhile.
 * - The metrics are those of `quiesce/prometheus`, named in OpenTelemetry's way.
 *
 * Call it before hooks are registered whose spans and logs are to be sent: its hook of the phase
 * `flush` is the last of those that were registered after it. The span of the shutdown itself ends
 * after all hooks, when the exit code is known, and is sent after that; `attach` and `run` let the
 * process wait for it. A collector that does not answer costs `flushTimeoutMs` and a line on stderr,
 * never the exit code.
 *
 * **Again**: refused, since there would be two of everything. **Late**: a shutdown that has begun
 * has no span. **Yours**: the SDK, which is to be registered before, and its `shutdown()`.
 * **Runtimes**: Deno's own OpenTelemetry (`OTEL_DENO=true`) needs no SDK and no flush. It sends once
 * all else is over, and waits 10 seconds for each export that is not answered, unless
 * `OTEL_EXPORTER_OTLP_TIMEOUT` says less: a line on stderr says so where the variable may be read.
 *
 * @throws {QuiesceError} `BAD_OPTION` when an option is of the wrong type
 * @throws {QuiesceError} `DUPLICATE_HOOK` when the life is instrumented already
 * @throws {QuiesceError} `WRONG_STATE` when the life has stopped, or for `cancellations` when another
 * tracker is installed
 *
 * @example Register an SDK, then instrument the life
 * ```ts
 * import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
 * import { Lifecycle } from "quiesce";
 * import { instrument } from "quiesce/otel";
 *
 * const exporter = new InMemorySpanExporter();
 * const tracerProvider = new TracerProvider({
 *   spanProcessors: [new SimpleSpanProcessor({ exporter })],
 * });
 * const life = new Lifecycle();
 * instrument(life, { tracerProvider });
 * life.onClose("database", () => {});
 * await life.shutdown("the example is over");
 * const names = exporter.getFinishedSpans().map(({ name }) => name);
 * console.assert(names.includes("quiesce.hook database"));
 * console.assert(names.at(-1) === "quiesce.shutdown");
 * ```
 */
export function instrument(life: Lifecycle, options: InstrumentOptions = {}): Release {
  const settings = settingsOf(life, options);
  const releases: Release[] = [];
  try {
    install(life, settings, releases);
  } catch (error) {
    undo(releases);
    throw error;
  }
  const warning = builtInWarning(settings.flushTimeoutMs);
  if (warning !== undefined) settings.warn(warning);
  return release(() => undo(releases));
}

const ACTION = "instrument a life";

type Settings = InstrumentOptions & Required<Pick<InstrumentOptions, "flushTimeoutMs" | "warn">>;

function settingsOf(life: Lifecycle, options: InstrumentOptions): Settings {
  const { flush, flushTimeoutMs = Math.min(1_000, life.graceMs / 10), warn } = options;
  if (flush !== undefined) aFunction(ACTION, "flush", flush);
  return {
    ...options,
    flushTimeoutMs: positive(ACTION, "flushTimeoutMs", flushTimeoutMs),
    warn: aFunction(ACTION, "warn", warn ?? console.warn),
  };
}

/** The order matters at the end: what adds to the telemetry hears of it before what sends it. */
function install(life: Lifecycle, settings: Settings, releases: Release[]): void {
  const { tracerProvider, meterProvider, flushTimeoutMs, warn } = settings;
  const tracer = (tracerProvider ?? trace.getTracerProvider()).getTracer(SCOPE_NAME);
  const flush = settings.flush ??
    (() =>
      forceFlush([
        tracerProvider ?? trace.getTracerProvider(),
        meterProvider ?? metrics.getMeterProvider(),
      ]));
  const last = flushLast(life, { flush, mostMs: flushTimeoutMs, warn }, instrument);
  releases.push(last.hook);
  const shutdowns = traceShutdowns(life, tracer);
  if (settings.cancellations) {
    releases.push(...traceCancellations(life, tracer, shutdowns.context));
  }
  if (settings.requests !== false) releases.push(...traceRequests(life, tracer, settings));
  releases.push(...shutdowns.listen());
  if (settings.metrics !== false) {
    const meter = (meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE_NAME);
    releases.push(...meterLife(life, meter));
  }
  releases.push(last.stopped());
}

function traceRequests(
  life: Lifecycle,
  tracer: Tracer,
  { tracerProvider }: Settings,
): readonly Release[] {
  const { clock } = life;
  const traces = new RequestTraces({ clock, tracer, isListening: listening(tracerProvider) });
  return [
    observeRequests(life, traces),
    life.on("phase.started", ({ phase }) => {
      if (phase === "announce" || phase === "drain") traces.note(phase);
    }),
    life.on("stopped", () => traces.endAll()),
  ];
}

function traceCancellations(
  life: Lifecycle,
  tracer: Tracer,
  context: ConstructorParameters<typeof CancellationTraces>[0]["context"],
): readonly Release[] {
  const traces = new CancellationTraces({ life, tracer, context });
  return [track(traces), life.on("stopped", () => traces.endAll())];
}

function undo(releases: Release[]): void {
  for (const each of releases.splice(0).toReversed()) each();
}
