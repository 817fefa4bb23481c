import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AggregatorRegistry, Counter, type OpenMetricsContentType, Registry } from "prom-client";
import { exporter } from "../../../adapters/prometheus/mod.ts";
import { type Clock, Lifecycle } from "../../../src/core/mod.ts";
import { METRICS } from "../../../src/observe/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** A life in which something happens to every metric once it ends. */
function lifeOf(clock: Clock): Lifecycle {
  const identity = { service: 'a "shop"', version: "1.2", instance: "shop-0" };
  const life = new Lifecycle({ clock, identity });
  life.onCompensate("undo", () => Promise.reject(new Error("on purpose")));
  life.scope.spawn("worker", (scope) => new Promise((done) => scope.onStop(() => done(0))));
  life.createGate("jobs").lease("stream", { kind: "longLived" });
  return life;
}

describe("a registry of prom-client", () => {
  it("holds the same families with the same values as the text of our own", async () => {
    const clock = handClock();
    const life = lifeOf(clock);
    const registry = new Registry();
    const own = exporter(life);
    const foreign = exporter(life, { registry });
    const report = life.force("the end");
    await clock.advance(30_000);
    await report;

    const [ours, theirs] = [await own.text(), await foreign.text()];

    assert.deepEqual(linesIn(theirs), linesIn(ours));
    assert.equal(linesIn(ours).filter((line) => line.startsWith("# TYPE")).length, 17);
    for (const { name, kind, source } of Object.values(METRICS)) {
      const sample = kind === "histogram" ? `${name}_count` : name;
      const isThere = source === "read" || name !== METRICS.uncleanEnds.name;
      assert.equal(new RegExp(`^${sample}[ {]`, "m").test(ours), isThere, name);
    }
    own.release();
    foreign.release();
  });

  it("writes OpenMetrics when it is made for that", async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const metrics = exporter(new Lifecycle(), { registry });

    const response = await metrics.handler(new Request("http://localhost/metrics"));
    const text = await response?.text() ?? "";

    assert.equal(response?.headers.get("content-type"), Registry.OPENMETRICS_CONTENT_TYPE);
    assert.match(text, /^# TYPE quiesce_refused counter$/m);
    assert.match(text, /^quiesce_refused_total\{gate="work"\} 0$/m);
    assert.match(text, /^quiesce_state\{state="starting"\} 1$/m);
    metrics.release();
  });

  it("holds what the program counts beside it, and only that after the release", async () => {
    const registry = new Registry();
    const orders = new Counter({ name: "orders_total", help: "Orders", registers: [registry] });
    orders.inc(3);
    const metrics = exporter(new Lifecycle(), { registry });

    const before = await metrics.text();
    metrics.release();

    assert.match(before, /^orders_total 3$/m);
    assert.match(before, /^quiesce_grace_seconds 25$/m);
    assert.doesNotMatch(await registry.metrics(), /quiesce/);
  });

  it("takes one life", () => {
    const registry = new Registry();
    const metrics = exporter(new Lifecycle(), { registry });

    assert.throws(() => exporter(new Lifecycle(), { registry }), { code: "WRONG_STATE" });
    metrics.release();
  });

  it("reads the delay of the event loop once for all that it asks", async () => {
    const registry = new Registry();
    const metrics = exporter(new Lifecycle(), { registry });
    const untilMs = performance.now() + 150;
    while (performance.now() < untilMs);

    const [, seconds = "0"] = /^quiesce_event_loop_delay_seconds (\S+)$/m
      .exec(await metrics.text()) ?? [];

    assert.ok(Number(seconds) > 0.1, seconds);
    metrics.release();
  });

  it("puts the workers of a cluster together", async () => {
    const workers = [new Lifecycle({ graceMs: 5_000 }), new Lifecycle({ graceMs: 9_000 })];
    workers[0]?.gate.enter();
    workers[1]?.gate.enter();
    const registries = workers.map(() => new Registry());
    const exporters = workers.map((life, at) => exporter(life, { registry: registries[at]! }));

    const data = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
    const text = await AggregatorRegistry.aggregate(data).metrics();

    assert.match(text, /^quiesce_in_flight\{gate="work",class="short"\} 2$/m);
    assert.match(text, /^quiesce_state\{state="starting"\} 2$/m);
    assert.match(text, /^quiesce_grace_seconds 9$/m);
    assert.match(text, /^quiesce_info 1$/m);
    exporters.forEach(({ release }) => release());
  });
});

/** Without the delay of the event loop, which is a fact of the moment. */
function linesIn(text: string): readonly string[] {
  return text.split("\n")
    .filter((line) => line !== "" && !line.startsWith("quiesce_event_loop_delay_seconds"));
}
