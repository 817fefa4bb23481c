/** What one metric is, for whoever exports it. */
export interface MetricDefinition {
  /** As Prometheus writes it: `quiesce_drain_seconds`. */
  readonly name: string;
  /** As OpenTelemetry writes it: `quiesce.drain`. */
  readonly otelName: string;
  /** A value that goes up and down, one that only goes up, or how often values fell into buckets. */
  readonly kind: "gauge" | "counter" | "histogram";
  /** `s` for seconds, `1` for a share of a whole, else what is counted, in braces. */
  readonly unit: string;
  /** One sentence for people. */
  readonly help: string;
  /** The names of its labels. Not every value has all of them. */
  readonly labels: readonly string[];
  /** The upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
  /** Whether it is read when somebody asks, or told when it happens. */
  readonly source: "read" | "told";
}

/** The names of {@linkcode METRICS}. */
export type MetricName =
  | "state"
  | "inFlight"
  | "refused"
  | "cut"
  | "drain"
  | "hook"
  | "shutdown"
  | "budgetUsed"
  | "shutdownStarted"
  | "forced"
  | "compensationFailures"
  | "cancellation"
  | "openScopes"
  | "eventLoopDelay"
  | "grace"
  | "uncleanEnds"
  | "info";

/** Up to the longest time that orchestrators are commonly told to wait. */
const WHOLE_SECONDS: readonly number[] = [
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  15,
  20,
  25,
  30,
  45,
  60,
  120,
  300,
];
/** Finest where it is decided whether there was enough time. */
const SHARES: readonly number[] = [0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.5];
const HOOK_SECONDS: readonly number[] = [
  0.001,
  0.005,
  0.01,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  30,
  60,
  300,
];
const CANCELLATION_SECONDS: readonly number[] = [
  0.0001,
  0.0005,
  0.001,
  0.005,
  0.01,
  0.05,
  0.1,
  0.5,
  1,
  5,
  30,
  300,
];

/**
 * All that is measured of a life, once for every exporter.
 *
 * Nothing of it costs anything per request: what is in flight or refused is read from the gates when
 * somebody asks, and the rest happens a few times in a life.
 */
export const METRICS: Readonly<Record<MetricName, MetricDefinition>> = {
  state: {
    name: "quiesce_state",
    otelName: "quiesce.state",
    kind: "gauge",
    unit: "{life}",
    help: "1 for the state that the process is in, 0 for the others",
    labels: ["state"],
    source: "read",
  },
  inFlight: {
    name: "quiesce_in_flight",
    otelName: "quiesce.in_flight",
    kind: "gauge",
    unit: "{work}",
    help: "Work that was admitted and has not ended",
    labels: ["gate", "class"],
    source: "read",
  },
  refused: {
    name: "quiesce_refused_total",
    otelName: "quiesce.refused",
    kind: "counter",
    unit: "{work}",
    help: "Work that was refused because the gate was closed",
    labels: ["gate"],
    source: "read",
  },
  cut: {
    name: "quiesce_cut_total",
    otelName: "quiesce.cut",
    kind: "counter",
    unit: "{work}",
    help: "Work in flight that had not ended when the drain was cut",
    labels: ["gate"],
    source: "read",
  },
  drain: {
    name: "quiesce_drain_seconds",
    otelName: "quiesce.drain",
    kind: "histogram",
    unit: "s",
    help: "How long work in flight was waited for",
    labels: [],
    buckets: WHOLE_SECONDS,
    source: "told",
  },
  hook: {
    name: "quiesce_hook_seconds",
    otelName: "quiesce.hook",
    kind: "histogram",
    unit: "s",
    help: "How long a hook took, or was waited for",
    labels: ["phase", "hook", "outcome"],
    buckets: HOOK_SECONDS,
    source: "told",
  },
  shutdown: {
    name: "quiesce_shutdown_seconds",
    otelName: "quiesce.shutdown",
    kind: "histogram",
    unit: "s",
    help: "How long a shutdown took, from its first trigger to its report",
    labels: ["reason", "outcome"],
    buckets: WHOLE_SECONDS,
    source: "told",
  },
  budgetUsed: {
    name: "quiesce_shutdown_budget_ratio",
    otelName: "quiesce.shutdown_budget",
    kind: "histogram",
    unit: "1",
    help: "Which share of its grace period a shutdown took",
    labels: ["outcome"],
    buckets: SHARES,
    source: "told",
  },
  shutdownStarted: {
    name: "quiesce_shutdown_started_timestamp_seconds",
    otelName: "quiesce.shutdown_started_timestamp",
    kind: "gauge",
    unit: "s",
    help: "When the shutdown began, in seconds since 1970; 0 before, and when it was called off",
    labels: [],
    source: "read",
  },
  forced: {
    name: "quiesce_forced_total",
    otelName: "quiesce.forced",
    kind: "counter",
    unit: "{shutdown}",
    help: "Shutdowns that somebody hurried, by a second signal or a call",
    labels: ["reason"],
    source: "told",
  },
  compensationFailures: {
    name: "quiesce_compensation_failures_total",
    otelName: "quiesce.compensation_failures",
    kind: "counter",
    unit: "{hook}",
    help: "Hooks of the phase compensate that failed or ran out of time",
    labels: [],
    source: "told",
  },
  cancellation: {
    name: "quiesce_cancellation_seconds",
    otelName: "quiesce.cancellation",
    kind: "histogram",
    unit: "s",
    help: "From the moment that the whole tree of work was told to end until the last of it had",
    labels: ["kind"],
    buckets: CANCELLATION_SECONDS,
    source: "told",
  },
  openScopes: {
    name: "quiesce_open_scopes",
    otelName: "quiesce.open_scopes",
    kind: "gauge",
    unit: "{scope}",
    help: "Scopes and tasks that have not ended",
    labels: ["state"],
    source: "read",
  },
  eventLoopDelay: {
    name: "quiesce_event_loop_delay_seconds",
    otelName: "quiesce.event_loop_delay",
    kind: "gauge",
    unit: "s",
    help: "The longest time by which a timer came late since this was last read",
    labels: [],
    source: "read",
  },
  grace: {
    name: "quiesce_grace_seconds",
    otelName: "quiesce.grace",
    kind: "gauge",
    unit: "s",
    help: "The whole time that a shutdown may take",
    labels: [],
    source: "read",
  },
  uncleanEnds: {
    name: "quiesce_unclean_ends_total",
    otelName: "quiesce.unclean_ends",
    kind: "counter",
    unit: "{process}",
    help: "Processes before this one that ended without a final record",
    labels: [],
    source: "told",
  },
  info: {
    name: "quiesce_info",
    otelName: "quiesce.info",
    kind: "gauge",
    unit: "{life}",
    help: "Always 1; the labels say who it is",
    labels: ["service", "version", "instance", "revision", "pod_uid", "node", "commit"],
    source: "read",
  },
};
