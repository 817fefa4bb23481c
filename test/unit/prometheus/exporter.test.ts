import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exporter } from "../../../adapters/prometheus/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { exemptPathsOf } from "../../../src/http/mod.ts";
import { linesOf } from "./hand-store.ts";

function asked(path: string, headers: Readonly<Record<string, string>> = {}): Request {
  return new Request(`http://localhost${path}`, { headers });
}

describe("an exporter", () => {
  it("answers its path, and nothing else", async () => {
    const life = new Lifecycle();
    const metrics = exporter(life);

    const response = await metrics.handler(asked("/metrics?now"));

    assert.equal(response?.status, 200);
    assert.equal(response.headers.get("content-type"), metrics.contentType);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.match(await response.text(), /^quiesce_state\{state="starting"\} 1$/m);
    assert.equal(metrics.handler(asked("/")), undefined);
    assert.equal(metrics.handler(asked("/metrics/more")), undefined);
    metrics.release();
  });

  it("answers elsewhere, and makes that exempt", async () => {
    const life = new Lifecycle();
    const metrics = exporter(life, { path: "/internal/metrics" });

    assert.equal((await metrics.handler(asked("/internal/metrics")))?.status, 200);
    assert.deepEqual([...exemptPathsOf(life)], ["/internal/metrics"]);
    metrics.release();
  });

  it("speaks OpenMetrics to those who accept it", async () => {
    const metrics = exporter(new Lifecycle());

    const response = await metrics.handler(
      asked("/metrics", { accept: "application/openmetrics-text; version=1.0.0" }),
    );

    assert.match(response?.headers.get("content-type") ?? "", /^application\/openmetrics-text/);
    assert.match(await response?.text() ?? "", /# EOF\n$/);
    metrics.release();
  });

  it("answers while the life ends, and lets go of the connection then", async () => {
    const life = new Lifecycle();
    const metrics = exporter(life);
    const seen: unknown[] = [];
    life.onDrain("look", async () => {
      const response = await metrics.handler(asked("/metrics"));
      seen.push(
        response?.headers.get("connection"),
        linesOf(await response?.text() ?? "", "quiesce_state")
          .filter((line) => line.endsWith(" 1")),
      );
    });

    await life.shutdown();

    assert.deepEqual(seen, ["close", ['quiesce_state{state="draining"} 1']]);
    metrics.release();
  });

  it("measures no more once it was released", async () => {
    const life = new Lifecycle();
    const metrics = exporter(life);

    metrics.release();
    metrics.release();
    await life.shutdown();

    assert.deepEqual(linesOf(await metrics.text(), "quiesce_drain_seconds_count"), []);
  });

  it("shows the same as another one of its life, and goes on when that is released", async () => {
    const life = new Lifecycle();
    const [first, second] = [exporter(life), exporter(life, { path: "/other" })];
    life.gate.close();
    life.gate.enter();
    const refused = /^quiesce_refused_total\{gate="[^"]+"\} 1$/m;

    assert.match(await first.text(), refused);
    assert.match(await second.text(), refused);
    first.release();
    life.gate.enter();

    assert.match(await second.text(), /^quiesce_refused_total\{gate="[^"]+"\} 2$/m);
    second.release();
  });

  it("refuses what cannot work", () => {
    const life = new Lifecycle();

    // @ts-expect-error: a path is a string
    assert.throws(() => exporter(life, { path: 7 }), { code: "BAD_OPTION" });
    assert.throws(() => exporter(life, { path: "metrics" }), { code: "BAD_OPTION" });
    assert.throws(() => exporter(life, { previous: "" }), { code: "BAD_OPTION" });
    // @ts-expect-error: a store has two functions
    assert.throws(() => exporter(life, { previous: { read: () => "" } }), { code: "BAD_OPTION" });
    // @ts-expect-error: a registry has more than a name
    assert.throws(() => exporter(life, { registry: { name: "mine" } }), { code: "BAD_OPTION" });
  });
});
