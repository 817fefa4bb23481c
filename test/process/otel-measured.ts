import assert from "node:assert/strict";
import { METRICS } from "../../src/observe/mod.ts";
import type { OtlpReceiver } from "./otlp-receiver.ts";

/** Of metrics, by their names; and of each by its attributes. */
export type Values = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Every reason is there from the start, with nothing in it. */
const NOT_FORCED: Readonly<Record<string, number>> = {
  call: 0,
  signal: 0,
  deadline: 0,
  failure: 0,
  client: 0,
  idle: 0,
  decay: 0,
  peer: 0,
};

/** What can be read of a life that has ended well. */
export const ENDED: Values = {
  "quiesce.state": {
    starting: 0,
    ready: 0,
    announcing: 0,
    draining: 0,
    compensating: 0,
    closing: 0,
    flushing: 0,
    stopped: 1,
  },
  "quiesce.in_flight": { "short work": 0, "long_lived work": 0 },
  "quiesce.refused": { work: 0 },
  "quiesce.cut": { work: 0 },
  "quiesce.open_scopes": { open: 0, stopping: 0, aborted: 0 },
  "quiesce.grace": { "": 8 },
  "quiesce.info": { "orders-7 orders 2.1.0": 1 },
  "quiesce.forced": NOT_FORCED,
  "quiesce.compensation_failures": { "": 0 },
};

/** What was told of it. */
export const HAPPENED: Values = {
  "quiesce.drain": { "": 1 },
  "quiesce.hook": {
    "listener done announce": 1,
    "listener done drain": 1,
    "database done close": 1,
    "opentelemetry done flush": 1,
  },
  "quiesce.shutdown": { "clean signal": 1 },
  "quiesce.shutdown_budget": { clean: 1 },
  "quiesce.cancellation": { stop: 1 },
};

/** What is known of one that was hurried, with one request in flight and one that came late. */
export const HURRIED: Values = {
  "quiesce.refused": { work: 1 },
  "quiesce.cut": { work: 1 },
  "quiesce.forced": { ...NOT_FORCED, call: 1 },
  "quiesce.compensation_failures": { "": 1 },
  "quiesce.shutdown": { "forced signal": 1 },
  "quiesce.shutdown_budget": { forced: 1 },
};

/** All that is measured of a shutdown that goes well. */
export function assertMeasured(collector: OtlpReceiver): void {
  const { uncleanEnds, ...expected } = METRICS;
  for (const { otelName, unit, kind, buckets = [] } of Object.values(expected)) {
    const metric = collector.metric(otelName);
    assert.equal(metric.unit, unit, otelName);
    assert.equal(metric.kind, kind === "counter" ? "sum" : kind, otelName);
    assert.deepEqual(metric.bounds, buckets, otelName);
  }
  const { values } = collector.metric("quiesce.event_loop_delay");
  assert.ok((values[""] ?? -1) >= 0, `an event loop that was held up for ${values[""]} s`);
  assert.equal(collector.has(uncleanEnds.otelName), false);
}

/** Judges what is said of when the shutdown began. */
export function assertStartedNow(collector: OtlpReceiver): void {
  const { "": startedSeconds = 0 } = collector.metric("quiesce.shutdown_started_timestamp").values;
  const agoSeconds = Date.now() / 1_000 - startedSeconds;
  assert.ok(agoSeconds >= 0 && agoSeconds < 600, `it began ${agoSeconds} s ago`);
}

/** Judges the values of some metrics. */
export function assertValues(collector: OtlpReceiver, expected: Values): void {
  for (const [name, values] of Object.entries(expected)) {
    assert.deepEqual(collector.metric(name).values, values, name);
  }
}
