// What a real collector is sent by a process that ends, on each runtime, and what a dead one costs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Child, Ending } from "../conformance/child.ts";
import { freePort } from "../conformance/free-port.ts";
import { assertCode } from "../conformance/service.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";
import { poll } from "../conformance/wait.ts";
import { type Arrived, OtlpReceiver } from "./otlp-receiver.ts";

const SERVER = 2;
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const PARENT_ID = "b7ad6b7169203331";
const TRACED = {
  traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`,
  tracestate: "vendor=1",
  baggage: "tenant=acme",
};
const STEPS = ["announce", "drain", "compensate", "close", "flush"];
/** Far below what an exporter of the SDK goes on trying for, far above what a slow machine needs. */
const SOON_MS = 6_000;

type Environment = Readonly<Record<string, string>>;

/** Runs a service beside a collector, and ends both. */
async function beside(
  runtime: RuntimeName,
  env: Environment,
  run: (child: Child, collector: OtlpReceiver) => Promise<void>,
): Promise<void> {
  const subject = new Subject(runtime);
  const collector = await OtlpReceiver.start();
  try {
    const child = await subject.start("otel", { env: { COLLECTOR: collector.url, ...env } });
    await run(child, collector);
  } finally {
    await subject.close();
    await collector.close();
  }
}

for (const runtime of RUNTIMES) {
  describe(`OpenTelemetry on ${runtime}`, { concurrency: true }, () => {
    it("is sent the whole shutdown, the requests in flight, and what was measured", () =>
      beside(runtime, {}, async (child, collector) => {
        const echoed = await ask(child, "/upstream", TRACED);
        const slow = ask(child, "/slow");
        await child.waitForLine("slow is in flight");
        child.signal("SIGTERM");
        assert.equal(await slow, "slow");
        const ending = await child.end();

        assertCode(ending, 0);
        assert.equal(ending.stderr.includes("did not end by itself"), false, ending.stderr);
        assertShutdown(collector);
        assertPropagated(collector, JSON.parse(echoed) as Record<string, string>);
        assertInFlight(request(collector, "/slow"));
        assertMeasured(collector);
      }));

    it("is told which request asked for the shutdown, and which one was cut", () =>
      beside(runtime, { GRACE_MS: "2000" }, async (child, collector) => {
        const stuck = ask(child, "/stuck").catch(() => "cut");
        await child.waitForLine("stuck is in flight");
        assert.equal(await ask(child, "/stop"), "stopping");
        const ending = await child.end();
        await stuck;

        assertCode(ending, 124);
        const root = collector.span("quiesce.shutdown");
        assert.deepEqual(root.links, [request(collector, "/stop").spanId]);
        assert.equal(root.attributes["process.exit.code"], 124);
        assert.ok(root.isError);
        const cut = request(collector, "/stuck");
        assert.deepEqual(cut.events, ["announce", "drain", "cut"]);
        assert.equal(cut.attributes["quiesce.request.end"], "cut");
      }));

    it("costs a service whose collector is away neither its exit code nor its time", async () => {
      const subject = new Subject(runtime);
      const url = `http://127.0.0.1:${await freePort()}`;
      try {
        assertSurvived(await lonely(subject, url));
      } finally {
        await subject.close();
      }
    });

    it("costs no more when the collector takes everything and never answers", async () => {
      const subject = new Subject(runtime);
      const collector = await OtlpReceiver.start({ silent: true });
      try {
        assertSurvived(await lonely(subject, collector.url));
        assert.ok(collector.asked > 0, "nothing was sent");
      } finally {
        await subject.close();
        await collector.close();
      }
    });
  });
}

describe("OpenTelemetry's instrumentation of HTTP on Node", () => {
  it("keeps its span of a request, which is told what happened to the process", () =>
    beside("node24", { INSTRUMENT_HTTP: "yes" }, async (child, collector) => {
      const slow = ask(child, "/slow", TRACED);
      await child.waitForLine("slow is in flight");
      child.signal("SIGTERM");
      assert.equal(await slow, "slow");
      assertCode(await child.end(), 0);

      const served = collector.spans.filter(({ kind }) => kind === SERVER);
      assert.deepEqual(served.map(({ events }) => events), [["announce", "drain"]]);
      assert.equal(served[0]?.parentSpanId, PARENT_ID);
      assert.ok(
        served[0]?.attributes["http.method"] ?? served[0]?.attributes["http.request.method"],
      );
      assertShutdown(collector);
    }));
});

describe("the OpenTelemetry that is built into Deno", () => {
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    // Deno reads what is to be read only now and then, and not once more at the end.
    OTEL_METRIC_EXPORT_INTERVAL: "200",
  };

  it("is sent the same, without an SDK", async () => {
    const collector = await OtlpReceiver.start();
    const subject = new Subject("deno");
    try {
      const all = { ...env, COLLECTOR: collector.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
      const child = await subject.start("otel", { env: all });
      const slow = ask(child, "/slow", TRACED);
      await child.waitForLine("slow is in flight");
      await poll(
        "what is read to be sent",
        () => Promise.resolve(collector.has("quiesce.state") || undefined),
      );
      child.signal("SIGTERM");
      assert.equal(await slow, "slow");
      const ending = await child.end();

      assertCode(ending, 0);
      assertTree(collector);
      const served = collector.spans.filter(({ kind }) => kind === SERVER);
      assert.deepEqual(served.map(({ events }) => events), [["announce", "drain"]]);
      assert.equal(served[0]?.traceId, TRACE_ID);
      assertMeasured(collector);
    } finally {
      await subject.close();
      await collector.close();
    }
  });
});

/** Ends a service whose collector does not answer. */
async function lonely(subject: Subject, url: string): Promise<Ending> {
  const child = await subject.start("otel", { env: { COLLECTOR: url } });
  child.signal("SIGTERM");
  return await child.end();
}

function assertSurvived(ending: Ending): void {
  assertCode(ending, 0);
  assert.match(ending.stderr, /quiesce: telemetry may be lost: /);
  assert.ok(ending.tookMs < SOON_MS, `it took ${ending.tookMs} ms`);
}

async function ask(child: Child, path: string, headers: Environment = {}): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${child.port}${path}`, { headers });
  return await response.text();
}

function assertShutdown(collector: OtlpReceiver): void {
  assertTree(collector);
  const root = collector.span("quiesce.shutdown");
  assert.equal(root.resource["service.name"], "orders");
  assert.equal(root.resource["service.instance.id"], "orders-7");
}

function assertTree(collector: OtlpReceiver): void {
  const root = collector.span("quiesce.shutdown");
  assert.equal(root.parentSpanId, undefined);
  assert.equal(root.attributes["quiesce.reason.signal"], "SIGTERM");
  assert.equal(root.attributes["process.exit.code"], 0);
  let lastNs = root.startNs;
  for (const step of STEPS) {
    const phase = collector.span(`quiesce.phase ${step}`);
    assert.equal(phase.parentSpanId, root.spanId, step);
    assert.equal(phase.traceId, root.traceId, step);
    assert.ok(phase.startNs >= lastNs && phase.endNs <= root.endNs, `${step} is out of order`);
    lastNs = phase.startNs;
  }
  const hook = collector.span("quiesce.hook database");
  assert.equal(hook.parentSpanId, collector.span("quiesce.phase close").spanId);
  assert.equal(hook.attributes["quiesce.outcome"], "done");
}

function assertPropagated(collector: OtlpReceiver, echoed: Record<string, string>): void {
  const served = request(collector, "/upstream");
  assert.equal(served.kind, SERVER);
  assert.equal(served.traceId, TRACE_ID);
  assert.equal(served.parentSpanId, PARENT_ID);
  assert.equal(served.attributes["http.response.status_code"], 200);
  assert.equal(collector.span("work").parentSpanId, served.spanId);
  assert.equal(echoed["traceparent"], `00-${TRACE_ID}-${served.spanId}-01`);
  assert.equal(echoed["tracestate"], "vendor=1");
  assert.equal(echoed["baggage"], "tenant=acme");
}

function assertInFlight(span: Arrived): void {
  assert.deepEqual(span.events, ["announce", "drain"]);
  assert.equal(span.attributes["http.response.status_code"], 200);
  assert.equal(span.attributes["quiesce.request.end"], "done");
}

function assertMeasured(collector: OtlpReceiver): void {
  for (const name of ["quiesce.shutdown", "quiesce.hook", "quiesce.drain"]) {
    const { unit, histogram } = collector.metric(name);
    assert.equal(unit, "s");
    const { dataPoints } = histogram as { dataPoints: { explicitBounds: number[] }[] };
    assert.ok(dataPoints[0]?.explicitBounds.includes(0.25), `the bounds of ${name}`);
  }
  assert.ok(collector.metric("quiesce.state")["gauge"]);
  assert.ok(collector.metric("quiesce.in_flight")["gauge"]);
}

function request(collector: OtlpReceiver, path: string): Arrived {
  const found = collector.spans.filter(({ attributes }) => attributes["url.path"] === path);
  assert.equal(found.length, 1, `spans of ${path}`);
  // SAFETY: there is exactly one.
  return found[0] as Arrived;
}
