import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { instrument } from "../../../adapters/otel/mod.ts";
import { Lifecycle, type LifecycleOptions, StopReason } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { eventsOf, ms, type Recording, recording } from "./recording.ts";

const WALL_MS = 1_800_000_000_000;

interface Bench extends Recording {
  readonly clock: HandClock;
  readonly life: Lifecycle;
}

function bench(options: LifecycleOptions = {}): Bench {
  const clock = handClock({ wallMs: WALL_MS });
  const life = new Lifecycle({ clock, graceMs: 10_000, ...options });
  const recorded = recording();
  // What takes real time is overtaken by a clock that is moved by hand.
  const flush = (): void => {};
  instrument(life, { tracerProvider: recorded.provider, metrics: false, flush });
  return { ...recorded, clock, life };
}

/** Waits for the end and for what is done after it. */
async function ended(life: Lifecycle, shutdown: Promise<unknown>): Promise<void> {
  await shutdown;
  await life.lastWork();
}

const STEPS = ["announce", "drain", "compensate", "close", "flush"];

describe("the trace of a shutdown", () => {
  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  });

  after(() => context.disable());

  it("has a span for each phase, and below it one for each hook", async () => {
    const { life, spans, span } = bench();
    life.onClose("database", () => {});
    life.onDrain("consumer", () => {});

    await ended(life, life.shutdown());

    const root = span("quiesce.shutdown");
    assert.equal(root.parentSpanContext, undefined);
    for (const step of STEPS) {
      const phase = span(`quiesce.phase ${step}`);
      assert.equal(phase.parentSpanContext?.spanId, root.spanContext().spanId);
      assert.equal(phase.attributes["quiesce.phase"], step);
    }
    const close = span("quiesce.phase close").spanContext().spanId;
    const drain = span("quiesce.phase drain").spanContext().spanId;
    assert.equal(span("quiesce.hook database").parentSpanContext?.spanId, close);
    assert.equal(span("quiesce.hook consumer").parentSpanContext?.spanId, drain);
    assert.equal(new Set(spans().map((each) => each.spanContext().traceId)).size, 1);
  });

  it("has the times of the calendar, as the clock tells them", async () => {
    const { clock, life, span } = bench();
    await clock.advance(1_000);
    life.onDrain("consumer", () => passed(clock, 300));
    life.onClose("database", () => passed(clock, 200));

    const shutdown = life.shutdown();
    await clock.advance(500);
    await ended(life, shutdown);

    const times = ["quiesce.shutdown", "quiesce.hook consumer", "quiesce.hook database"].map(
      (name) => [ms(span(name).startTime) - WALL_MS, ms(span(name).endTime) - WALL_MS],
    );
    assert.deepEqual(times, [[1_000, 1_500], [1_000, 1_300], [1_300, 1_500]]);
  });

  it("says why it ended and how", async () => {
    const { life, span } = bench();
    const signal = { name: "SIGTERM", number: 15 };

    await ended(
      life,
      life.shutdown(new StopReason("received SIGTERM", { kind: "signal", signal })),
    );

    const { attributes, status } = span("quiesce.shutdown");
    assert.equal(attributes["quiesce.reason.kind"], "signal");
    assert.equal(attributes["quiesce.reason.message"], "received SIGTERM");
    assert.equal(attributes["quiesce.reason.signal"], "SIGTERM");
    assert.equal(attributes["quiesce.grace_ms"], 10_000);
    assert.equal(attributes["quiesce.end"], "completed");
    assert.equal(attributes["quiesce.forced"], false);
    assert.equal(attributes["process.exit.code"], 0);
    assert.equal(status.code, SpanStatusCode.UNSET);
  });

  it("records what a hook threw, on its span and in the exit code", async () => {
    const { life, span } = bench();
    life.onClose("database", () => {
      throw Object.assign(new Error("gone"), { code: "ECONNRESET" });
    });

    await ended(life, life.shutdown());

    const hook = span("quiesce.hook database");
    assert.equal(hook.attributes["quiesce.outcome"], "failed");
    assert.equal(hook.attributes["error.type"], "ECONNRESET");
    assert.deepEqual(hook.status, { code: SpanStatusCode.ERROR, message: "gone" });
    assert.equal(hook.events[0]?.name, "exception");
    assert.equal(hook.events[0]?.attributes?.["exception.message"], "gone");
    assert.equal(span("quiesce.shutdown").attributes["process.exit.code"], 1);
    assert.equal(span("quiesce.shutdown").status.code, SpanStatusCode.ERROR);
  });

  it("ends the span of a hook that was given up when it was", async () => {
    const { clock, life, span } = bench();
    life.onClose("database", () => new Promise(() => {}), { timeoutMs: 100 });

    const shutdown = life.shutdown();
    await clock.advance(5_000);
    await ended(life, shutdown);

    const hook = span("quiesce.hook database");
    assert.equal(hook.attributes["quiesce.outcome"], "timed-out");
    assert.equal(hook.status.code, SpanStatusCode.ERROR);
    assert.equal(ms(hook.endTime) - WALL_MS, 100);
    assert.deepEqual(span("quiesce.shutdown").attributes["quiesce.unstopped"], ["close/database"]);
    assert.equal(span("quiesce.shutdown").attributes["process.exit.code"], 124);
  });

  it("shows a hook that was taken back before its turn", async () => {
    const { life, span } = bench();
    const takeBack = life.onClose("cache", () => {});
    life.onClose("database", () => takeBack());

    await ended(life, life.shutdown());

    assert.equal(span("quiesce.hook cache").attributes["quiesce.outcome"], "skipped");
  });

  it("is linked to the span in which it was asked for, and no part of its trace", async () => {
    const { provider, life, span } = bench();
    const request = provider.getTracer("test").startSpan("request");

    await ended(
      life,
      context.with(trace.setSpan(context.active(), request), () => life.shutdown()),
    );

    const root = span("quiesce.shutdown");
    assert.deepEqual(root.links.map((link) => link.context.spanId), [
      request.spanContext().spanId,
    ]);
    assert.notEqual(root.spanContext().traceId, request.spanContext().traceId);
  });

  it("has no link when nobody was traced who asked", async () => {
    const { life, span } = bench();

    await ended(life, life.shutdown());

    assert.deepEqual(span("quiesce.shutdown").links, []);
  });

  it("says when it was hurried and when it was given time", async () => {
    const { clock, life, span } = bench({ maxGraceMs: 20_000 });
    life.spawn("stuck", () => new Promise(() => {}));
    await clock.advance(0);

    const shutdown = life.shutdown();
    life.extend(1_000);
    void life.force("somebody is waiting");
    await clock.advance(20_000);
    await ended(life, shutdown);

    const root = span("quiesce.shutdown");
    assert.deepEqual(eventsOf(root), ["extended", "forced"]);
    assert.equal(root.events[0]?.attributes?.["quiesce.extended_ms"], 1_000);
    assert.equal(root.events[1]?.attributes?.["quiesce.reason.message"], "somebody is waiting");
    assert.equal(root.attributes["quiesce.forced"], true);
  });

  it("ends when it is called off, and another begins with the next", async () => {
    const { clock, life, spans, span } = bench({ delayMs: 1_000 });
    life.ready();

    const first = life.shutdown();
    await clock.advance(10);
    life.resume();
    await first;
    const off = span("quiesce.shutdown");
    const second = life.shutdown();
    await clock.advance(5_000);
    await ended(life, second);

    assert.equal(off.attributes["quiesce.end"], "called-off");
    const ends = spans().filter(({ name }) => name === "quiesce.shutdown");
    assert.deepEqual(ends.map(({ attributes }) => attributes["quiesce.end"]), [
      "called-off",
      "completed",
    ]);
    assert.notEqual(ends[0]?.spanContext().traceId, ends[1]?.spanContext().traceId);
  });

  it("records errors that nobody waited for", async () => {
    const { life, span } = bench();
    life.onDrain("noise", () => life.caught("a listener", new TypeError("on purpose")));

    await ended(life, life.shutdown());

    const [event] = span("quiesce.shutdown").events;
    assert.equal(event?.attributes?.["exception.type"], "TypeError");
    assert.equal(event?.attributes?.["quiesce.from"], "a listener");
  });

  it("leaves nothing behind when it is released, and may be installed again", async () => {
    const { life, provider, spans } = bench();
    assert.throws(() => instrument(life, { metrics: false }), { code: "DUPLICATE_HOOK" });
    const other = new Lifecycle({ clock: handClock() });

    instrument(other, { tracerProvider: provider, metrics: false })();
    instrument(other, { tracerProvider: provider, metrics: false })();
    await other.shutdown();

    assert.deepEqual(spans(), []);
  });

  it("refuses options that mean nothing, and installs nothing then", () => {
    const life = new Lifecycle();

    assert.throws(() => instrument(life, { flushTimeoutMs: 0 }), {
      code: "BAD_OPTION",
      message:
        'Cannot instrument a life: "flushTimeoutMs" must be a finite number above zero, got 0',
    });
    // @ts-expect-error: what a program without types may do
    assert.throws(() => instrument(life, { flush: "now" }), { code: "BAD_OPTION" });
    // @ts-expect-error: what a program without types may do
    assert.throws(() => instrument(life, { warn: 1 }), { code: "BAD_OPTION" });
    instrument(life, { metrics: false });
  });
});

function passed(clock: HandClock, afterMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(afterMs, resolve);
  return promise;
}
