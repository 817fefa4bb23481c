// What a real collector is sent by a process that ends, on each runtime, and what a dead one costs.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Child, Ending } from "../conformance/child.ts";
import { freePort } from "../conformance/free-port.ts";
import { assertCode } from "../conformance/service.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";
import { poll } from "../conformance/wait.ts";
import {
  assertMeasured,
  assertStartedNow,
  assertValues,
  ENDED,
  HAPPENED,
  HURRIED,
} from "./otel-measured.ts";
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
/** How long the program lets the last flush take, where it is not told otherwise. */
const FLUSH_MS = 1_000;
/** Far below what eight times the bound would take, far above what a slow machine needs. */
const SOON_MS = 6_000;
const GRACE_MS = 8_000;

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
        const echoed = await ask(child, "/upstream", { ...TRACED, ...queuedForMs(5_000) });
        const slow = ask(child, "/slow");
        await child.waitForLine("slow is in flight");
        child.signal("SIGTERM");
        assert.equal(await slow, "slow");
        const ending = await child.end();

        assertCode(ending, 0);
        assert.equal(ending.stderr.includes("did not end by itself"), false, ending.stderr);
        assertShutdown(collector);
        assertPropagated(collector, JSON.parse(echoed) as Record<string, string>);
        assertQueued(request(collector, "/upstream"));
        assertInFlight(request(collector, "/slow"));
        assertGivenUp(collector);
        assertMeasured(collector);
        assertValues(collector, { ...ENDED, ...HAPPENED });
        assertStartedNow(collector);
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
        const [aborted] = cancelled(collector, "abort");
        assert.equal(aborted?.attributes["quiesce.cancellation.source"], "/");
        // The request, and what it has begun.
        assert.equal(aborted.attributes["quiesce.cancellation.hops"], 2);
      }));

    it("is told what was hurried, refused, cut and not undone", () =>
      beside(runtime, { HURRY: "yes" }, async (child, collector) => {
        const stuck = ask(child, "/stuck").catch(() => "cut");
        await child.waitForLine("stuck is in flight");
        child.signal("SIGTERM");
        await child.waitForLine("a late request is answered by 503");
        assertCode(await child.end(), 1);
        await stuck;

        assertValues(collector, HURRIED);
        assert.equal(collector.metric("quiesce.hook").values["undo failed compensate"], 1);
        assert.deepEqual(request(collector, "/slow").events, ["refused"]);
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
        const ending = await lonely(subject, collector.url);
        assertSurvived(ending);
        assert.match(ending.stderr, new RegExp(`not sent within ${FLUSH_MS} ms`));
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

/** Since when Deno bounds what it waits for, and by how much. */
const GAP = "https://github.com/denoland/deno/pull/33159";
const HELD_UP = /OpenTelemetry may hold the exit up for (\d+) ms/;

describe("the OpenTelemetry that is built into Deno", { concurrency: true }, () => {
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
      assertValues(collector, HAPPENED);
    } finally {
      await subject.close();
      await collector.close();
    }
  });

  it("lets a silent collector cost no more than the budget, when it is told to", () => {
    const bound = { OTEL_EXPORTER_OTLP_TIMEOUT: "500", FLUSH_MS: "3000" };
    return besideSilent({ ...env, ...bound }, async (child, collector) => {
      child.signal("SIGTERM");
      const ending = await child.end();

      assertCode(ending, 0);
      assert.ok(ending.tookMs < GRACE_MS, `it took ${ending.tookMs} ms`);
      assert.doesNotMatch(ending.stderr, HELD_UP);
      assert.ok(collector.asked > 0, "nothing was sent");
    });
  });

  it(`waits for a silent collector in spite of the budget, a gap: ${GAP}`, () =>
    besideSilent({ ...env, GRACE_MS: "2000" }, async (child) => {
      child.signal("SIGTERM");
      await child.waitForLine(/^quiesce: stopped in .* exit code 0/);
      const gone = child.exited.then(() => "the gap is closed: strike this test off");

      assert.equal(await Promise.race([gone, delay(4_000, "waits")]), "waits");
      assert.equal(HELD_UP.exec(child.seen())?.[1], "60000");
    }));
});

/** Runs a service on Deno whose collector takes everything and never answers, and ends both. */
async function besideSilent(
  env: Environment,
  run: (child: Child, collector: OtlpReceiver) => Promise<void>,
): Promise<void> {
  const collector = await OtlpReceiver.start({ silent: true });
  const subject = new Subject("deno");
  try {
    const urls = { COLLECTOR: collector.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    await run(await subject.start("otel", { env: { ...env, ...urls } }), collector);
  } finally {
    await subject.close();
    await collector.close();
  }
}

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

/** What a proxy says that has kept a request so long. */
function queuedForMs(ms: number): Environment {
  return { "x-request-start": `t=${(Date.now() - ms) / 1_000}` };
}

function assertQueued({ attributes }: Arrived): void {
  const waitedMs = Number(attributes["quiesce.request.queue_ms"]);
  assert.ok(waitedMs > 4_900 && waitedMs < 60_000, `it had waited ${waitedMs} ms`);
}

function cancelled(collector: OtlpReceiver, kind: "stop" | "abort"): readonly Arrived[] {
  return collector.named("quiesce.cancellation").filter(({ attributes }) => {
    return attributes["quiesce.cancellation.kind"] === kind;
  });
}

function assertGivenUp(collector: OtlpReceiver): void {
  const aborted = cancelled(collector, "abort");
  assert.deepEqual(aborted.map(({ isError }) => isError), [false]);
  const attributes = aborted[0]?.attributes ?? {};
  assert.equal(attributes["quiesce.reason.message"], "it takes too long");
  assert.equal(attributes["quiesce.cancellation.source"], "/job");
  assert.equal(attributes["quiesce.cancellation.hops"], 2);
  assert.equal(attributes["quiesce.cancellation.reached"], 3);
  assert.equal(attributes["quiesce.cancellation.last"], "/job");
  const latency = attributes["quiesce.cancellation.latency_seconds"];
  assert.ok(Number(latency) >= 0, `a latency of ${String(latency)}`);
}

function request(collector: OtlpReceiver, path: string): Arrived {
  const found = collector.spans.filter(({ attributes }) => attributes["url.path"] === path);
  assert.equal(found.length, 1, `spans of ${path}`);
  // SAFETY: there is exactly one.
  return found[0] as Arrived;
}
