import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from "@opentelemetry/core";
import { Hono } from "hono";
import { quiesce, type QuiesceEnv } from "../../../adapters/hono/mod.ts";
import { instrument, propagatingFetch } from "../../../adapters/otel/mod.ts";
import { RequestTraces } from "../../../adapters/otel/request-traces.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { eventsOf, ms, type Recording, recording } from "./recording.ts";

const WALL_MS = 1_800_000_000_000;
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const PARENT_ID = "b7ad6b7169203331";
const TRACED = {
  traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`,
  tracestate: "vendor=1",
  baggage: "tenant=acme",
};

interface Bench extends Recording {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly app: Hono<QuiesceEnv>;
}

function bench(): Bench {
  const clock = handClock({ wallMs: WALL_MS });
  const life = new Lifecycle({ clock, graceMs: 10_000, delayMs: 1_000 });
  const recorded = recording();
  instrument(life, { tracerProvider: recorded.provider, metrics: false, flush: () => {} });
  const app = new Hono<QuiesceEnv>().use(quiesce(life));
  life.ready();
  return { ...recorded, clock, life, app };
}

describe("the span of a request", () => {
  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    propagation.setGlobalPropagator(
      new CompositePropagator({
        propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
      }),
    );
  });

  after(() => {
    context.disable();
    propagation.disable();
  });

  it("says what the conventions ask for", async () => {
    const { clock, app, span } = bench();
    app.post("/orders/:id", async (c) => {
      await clock.advance(250);
      return c.text("made", 201);
    });

    const url = "https://shop.example:8443/orders/7?token=secret";
    await (await app.request(url, { method: "POST", headers: { "user-agent": "till/2" } })).text();

    const { kind, attributes, startTime, endTime, status } = span("POST");
    assert.equal(kind, SpanKind.SERVER);
    assert.deepEqual(attributes, {
      "http.request.method": "POST",
      "url.path": "/orders/7",
      "url.scheme": "https",
      "server.address": "shop.example",
      "server.port": 8443,
      "user_agent.original": "till/2",
      "http.response.status_code": 201,
      "quiesce.request.end": "done",
    });
    assert.deepEqual([ms(startTime) - WALL_MS, ms(endTime) - WALL_MS], [0, 250]);
    assert.equal(status.code, SpanStatusCode.UNSET);
  });

  it("continues the trace of the client, and its baggage reaches the handler", async () => {
    const { app, span } = bench();
    app.get("/", (c) => {
      const baggage = propagation.getActiveBaggage()?.getEntry("tenant")?.value;
      return c.text(`${baggage} ${trace.getActiveSpan()?.spanContext().traceState?.get("vendor")}`);
    });

    const response = await app.request("/", { headers: TRACED });

    assert.equal(await response.text(), "acme 1");
    assert.equal(span("GET").spanContext().traceId, TRACE_ID);
    assert.equal(span("GET").parentSpanContext?.spanId, PARENT_ID);
    assert.equal(span("GET").parentSpanContext?.isRemote, true);
  });

  it("is the parent of what the handler does, and goes on to whom it asks", async () => {
    const { provider, app, span } = bench();
    const sent: Headers[] = [];
    const fetch = propagatingFetch((_, init) => {
      sent.push(new Headers(init?.headers));
      return Promise.resolve(new Response("stock"));
    });
    app.get("/", async (c) => {
      provider.getTracer("app").startSpan("work").end();
      await Promise.resolve();
      const request = new Request("http://stock.example/", { headers: { accept: "text/plain" } });
      return c.text(await (await fetch(request)).text());
    });

    await app.request("/", { headers: TRACED });

    const { spanId } = span("GET").spanContext();
    assert.equal(span("work").parentSpanContext?.spanId, spanId);
    assert.equal(sent[0]?.get("traceparent"), `00-${TRACE_ID}-${spanId}-01`);
    assert.equal(sent[0]?.get("baggage"), "tenant=acme");
    assert.equal(sent[0]?.get("accept"), "text/plain");
  });

  it("says how long the request had waited before", async () => {
    const { app, span } = bench();

    await app.request("/", { headers: { "x-request-start": `t=${(WALL_MS - 120) / 1_000}` } });

    assert.equal(Math.round(Number(span("GET").attributes["quiesce.request.queue_ms"])), 120);
  });

  it("is an error when the answer is the server's fault, and none when it is the client's", async () => {
    const { app, spans } = bench();
    app.get("/broken", (c) => c.text("broken", 502));

    await app.request("/broken");
    await app.request("/missing");

    const [broken, missing] = spans();
    assert.equal(broken?.status.code, SpanStatusCode.ERROR);
    assert.equal(broken?.attributes["error.type"], "502");
    assert.equal(missing?.attributes["http.response.status_code"], 404);
    assert.equal(missing?.status.code, SpanStatusCode.UNSET);
  });

  it("is an error when the handler throws", async () => {
    const { app, span } = bench();
    app.onError((_, c) => c.text("sorry", 500));
    app.get("/", () => {
      throw new Error("on purpose");
    });

    await app.request("/");

    assert.equal(span("GET").status.code, SpanStatusCode.ERROR);
    assert.equal(span("GET").attributes["quiesce.request.end"], "failed");
  });

  it("says what happened to the process while it was in flight", async () => {
    const { clock, life, app, span } = bench();
    const answer = Promise.withResolvers<void>();
    app.get("/", async (c) => {
      await answer.promise;
      return c.text("in time");
    });

    const response = app.request("/");
    const shutdown = life.shutdown();
    await clock.advance(1_500);
    answer.resolve();
    await (await response).text();
    await clock.advance(1_000);
    await shutdown;

    const { events, attributes } = span("GET");
    assert.deepEqual(events.map(({ name, time }) => [name, ms(time) - WALL_MS]), [
      ["announce", 0],
      ["drain", 1_000],
    ]);
    assert.equal(attributes["quiesce.request.end"], "done");
  });

  it("says that it was cut", async () => {
    const { clock, life, app, span } = bench();
    app.get("/", (c) => rejectedBy(c.var.signal));

    const response = app.request("/");
    const shutdown = life.shutdown();
    await clock.advance(10_000);
    await (await response).text();
    await shutdown;

    const cut = span("GET");
    assert.deepEqual(eventsOf(cut), ["announce", "drain", "cut"]);
    assert.equal(cut.attributes["quiesce.request.end"], "cut");
    assert.equal(cut.status.code, SpanStatusCode.ERROR);
  });

  it("ends with the process when its handler never does", async () => {
    const { clock, life, app, span } = bench();
    app.get("/", () => new Promise<never>(() => {}));

    void app.request("/");
    const shutdown = life.shutdown();
    await clock.advance(10_000);
    await shutdown;

    assert.deepEqual(eventsOf(span("GET")), ["announce", "drain", "cut"]);
  });

  it("tells of a request that came too late", async () => {
    const { life, app, span } = bench();
    life.gate.close();

    await app.request("/", { headers: TRACED });

    const { attributes, spanContext } = span("GET");
    assert.equal(attributes["http.response.status_code"], 503);
    assert.equal(attributes["quiesce.request.end"], "refused");
    assert.equal(spanContext.call(span("GET")).traceId, TRACE_ID);
  });

  it("is not made beside the one of an instrumentation, which gets the events", async () => {
    const { provider, clock, life, app, spans } = bench();
    const outer = provider.getTracer("http").startSpan("outer", {}, ROOT_CONTEXT);
    app.get("/", (c) => rejectedBy(c.var.signal));

    const headers = { "x-request-start": String(WALL_MS - 5) };
    const response = context.with(
      trace.setSpan(ROOT_CONTEXT, outer),
      () => app.request("/", { headers }),
    );
    const shutdown = life.shutdown();
    await clock.advance(10_000);
    await (await response).text();
    outer.end();
    await shutdown;

    const served = spans().filter(({ name }) => name === "GET" || name === "outer");
    assert.deepEqual(served.map(({ name }) => name), ["outer"]);
    assert.deepEqual(served.flatMap(eventsOf), ["announce", "drain", "cut"]);
    assert.equal(served[0]?.attributes["quiesce.request.queue_ms"], 5);
  });

  it("gives way to one that an instrumentation begins later, and is not sent", () => {
    const { provider, clock, spans } = bench();
    const tracer = provider.getTracer("test");
    let begun = 0;
    const counted = {
      ...tracer,
      startSpan: (...given: Parameters<typeof tracer.startSpan>) => {
        begun += 1;
        return tracer.startSpan(...given);
      },
    };
    const traces = new RequestTraces({ clock, tracer: counted, isListening: () => true });
    const headers = new Headers({ "x-request-start": String(WALL_MS - 5) });
    const request = { method: "GET", url: "/", path: "/", headers, startMs: 0 };
    const later = tracer.startSpan("later", {}, ROOT_CONTEXT);

    const watch = traces.admitted(request);
    watch?.run(() => context.with(trace.setSpan(ROOT_CONTEXT, later), () => watch.entered()));
    traces.note("drain");
    watch?.answered(500);
    watch?.ended("cut");
    watch?.ended("cut");
    const next = traces.admitted(request);
    context.with(trace.setSpan(ROOT_CONTEXT, later), () => next?.entered());
    next?.ended("done");
    later.end();

    assert.deepEqual(spans().map(({ name }) => name), ["later"]);
    assert.deepEqual(spans().flatMap(eventsOf), ["drain", "cut"]);
    assert.deepEqual(spans()[0]?.attributes, { "quiesce.request.queue_ms": 5 });
    // Once it is known that there is an instrumentation, none is begun for nothing.
    assert.equal(begun, 1);
  });

  it("is made even so when the instrumentation passes a request by later", () => {
    const { provider, clock, spans } = bench();
    const tracer = provider.getTracer("test");
    const traces = new RequestTraces({ clock, tracer, isListening: () => true });
    const request = { method: "GET", url: "/", path: "/", headers: new Headers(), startMs: 0 };
    const later = tracer.startSpan("later", {}, ROOT_CONTEXT);
    const first = traces.admitted(request);
    context.with(trace.setSpan(ROOT_CONTEXT, later), () => first?.entered());

    const second = traces.admitted(request);
    second?.run(() => second.entered());
    second?.answered(200);
    second?.ended("done");

    assert.deepEqual(spans().map(({ name }) => name), ["GET"]);
    assert.equal(spans()[0]?.attributes["http.response.status_code"], 200);
  });

  it("links the shutdown that a request asks for to it", async () => {
    const { clock, life, app, span } = bench();
    app.post("/stop", (c) => {
      void life.shutdown("asked for by an operator");
      return c.text("as you wish");
    });

    await (await app.request("/stop", { method: "POST" })).text();
    await clock.advance(10_000);
    await life.reached("stopped");
    await life.lastWork();

    const [link] = span("quiesce.shutdown").links;
    assert.equal(link?.context.spanId, span("POST").spanContext().spanId);
  });

  it("is none without an SDK, and the handler is left alone", async () => {
    propagation.disable();
    const life = new Lifecycle({ clock: handClock() });
    instrument(life);
    const app = new Hono<QuiesceEnv>().use(quiesce(life));
    app.get("/", (c) => c.text(trace.getActiveSpan() === undefined ? "no span" : "a span"));

    const response = await app.request("/", { headers: TRACED });

    assert.equal(await response.text(), "no span");
  });
});

function rejectedBy(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}
