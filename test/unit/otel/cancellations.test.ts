import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SpanStatusCode } from "@opentelemetry/api";
import { instrument } from "../../../adapters/otel/mod.ts";
import { currentTracker, Lifecycle, type Scope, StopReason, track } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { ms, type Recording, recording } from "./recording.ts";

interface Bench extends Recording {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly end: () => void;
}

function bench(): Bench {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 10_000 });
  const recorded = recording();
  const end = instrument(life, {
    tracerProvider: recorded.provider,
    metrics: false,
    cancellations: true,
    flush: () => {},
  });
  return { ...recorded, clock, life, end };
}

describe("the span of a cancellation", () => {
  it("lasts until the last scope that it reached has obeyed", async () => {
    const { clock, life, span, end } = bench();
    const orders = life.scope.child("orders");
    const first = orders.child("first");
    const second = orders.child("second");
    const deep = second.child("deep");
    first.onAbort(() => {});

    orders.abort(new StopReason("too slow", { kind: "deadline" }));
    await clock.advance(20);
    await first.close();
    await clock.advance(30);
    await deep.close();
    await second.close();
    await orders.close();
    end();

    const { attributes, startTime, endTime } = span("quiesce.cancellation");
    assert.deepEqual(attributes, {
      "quiesce.reason.kind": "deadline",
      "quiesce.reason.message": "too slow",
      "quiesce.cancellation.source": "/orders",
      "quiesce.cancellation.kind": "abort",
      "quiesce.cancellation.hops": 2,
      "quiesce.cancellation.reached": 4,
      "quiesce.cancellation.listening": 1,
      "quiesce.cancellation.last": "/orders",
      "quiesce.cancellation.latency_seconds": 0.05,
    });
    assert.equal(ms(endTime) - ms(startTime), 50);
  });

  it("belongs to the phase of the shutdown that it came from", async () => {
    const { clock, life, span, end } = bench();
    life.spawn("worker", (scope) => stopped(scope, clock, 40));
    life.onDrain("listener", async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      clock.after(200, resolve);
      await promise;
    });

    const shutdown = life.shutdown();
    await clock.advance(1_000);
    await shutdown;
    await life.lastWork();
    end();

    const stop = span("quiesce.cancellation");
    const drain = span("quiesce.phase drain");
    assert.equal(stop.parentSpanContext?.spanId, drain.spanContext().spanId);
    assert.equal(stop.attributes["quiesce.cancellation.source"], "/");
    assert.equal(ms(stop.endTime) - ms(stop.startTime), 40);
  });

  it("names those that have never obeyed", async () => {
    const { clock, life, spans, end } = bench();
    life.spawn("deaf", () => new Promise(() => {}));

    const shutdown = life.shutdown();
    await clock.advance(10_000);
    await shutdown;
    end();

    const told = spans().filter(({ name }) => name === "quiesce.cancellation");
    assert.deepEqual(told.map(({ attributes }) => attributes["quiesce.cancellation.kind"]), [
      "stop",
      "abort",
    ]);
    for (const { attributes, status } of told) {
      assert.deepEqual(attributes["quiesce.cancellation.unstopped"], ["/deaf"]);
      assert.equal(attributes["quiesce.cancellation.latency_seconds"], undefined);
      assert.equal(status.code, SpanStatusCode.ERROR);
    }
  });

  it("is none when a scope ends by itself", async () => {
    const { life, spans, end } = bench();
    const scope = life.scope.child("request");
    scope.onStop(() => {});

    await scope.close("the request has ended");
    end();

    assert.deepEqual(spans(), []);
  });

  it("goes with no other tracker, and leaves none behind", () => {
    const { end } = bench();
    end();
    assert.equal(currentTracker(), undefined);
    const nothing = (): void => {};
    const other = {
      opened: nothing,
      closed: nothing,
      signalMade: nothing,
      listened: nothing,
      cancelling: nothing,
      told: nothing,
      passed: nothing,
    };
    const untrack = track(other);
    const life = new Lifecycle({ clock: handClock() });

    const options = { cancellations: true, metrics: false };
    assert.throws(() => instrument(life, options), { code: "WRONG_STATE" });
    untrack();

    // Nothing has been left of the attempt.
    instrument(life, options)();
  });
});

async function stopped(scope: Scope, clock: HandClock, afterMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  scope.onStop(() => clock.after(afterMs, resolve));
  await promise;
}
