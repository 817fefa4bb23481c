// Both writers on every runtime, before a real Prometheus.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  type Found,
  type Prometheus,
  promtool,
  startPrometheus,
} from "../../scripts/services/prometheus.ts";
import { METRICS } from "../../src/observe/mod.ts";
import { freePort } from "../conformance/free-port.ts";
import { assertCode } from "../conformance/service.ts";
import type { Child } from "../conformance/child.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";

const LIMIT_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "quiesce-exporter-"));
const ports = new Map<RuntimeName, number>();
let prometheus: Prometheus;

before(async () => {
  for (const runtime of RUNTIMES) ports.set(runtime, await freePort());
  const jobs = RUNTIMES.map((runtime) => [runtime, [`127.0.0.1:${ports.get(runtime)}`]] as const);
  prometheus = await startPrometheus({ jobs: Object.fromEntries(jobs) });
});

after(async () => {
  await prometheus.close();
  rmSync(folder, { recursive: true });
});

for (const runtime of RUNTIMES) {
  describe(`the exporter on ${runtime}`, () => {
    const subject = new Subject(runtime);
    const start = (): Promise<Child> =>
      subject.start("prometheus", {
        env: { PORT: String(ports.get(runtime)), PREVIOUS: join(folder, `${runtime}.json`) },
      });
    const seen = (expression: string, value: number): Promise<readonly Found[]> =>
      prometheus.waitFor(
        expression.replace("{", `{job="${runtime}",`),
        (found) => found.length === 1 && found[0]?.value === value,
        LIMIT_MS,
      );
    let child: Child;

    before(async () => child = await start());
    after(() => subject.close());

    it("writes what promtool finds good, by prom-client and by itself", async () => {
      const [own, byClient] = [await textOf(child, "/metrics"), await textOf(child, "/client")];

      assert.deepEqual(promtool(["check", "metrics"], own), { isGood: true, said: "" });
      assert.deepEqual(promtool(["check", "metrics"], byClient), { isGood: true, said: "" });
      assert.deepEqual(familiesIn(own), familiesIn(byClient));
      assert.equal(familiesIn(own).length, Object.keys(METRICS).length);
    });

    it("is scraped to the end, and tells what became of it when it is started again", async () => {
      const before = await seen('quiesce_state{state="ready"}', 1);
      await seen('quiesce_shutdown_budget_ratio_count{outcome="clean"}', 0);
      await seen("quiesce_shutdown_started_timestamp_seconds{}", 0);

      child.signal("SIGTERM");
      await child.waitForLine("draining");
      await seen('quiesce_state{state="draining"}', 1);
      const [inFlight] = await seen('quiesce_in_flight{gate="jobs \\"a\\\\b\\"",class="short"}', 1);
      await seen('quiesce_refused_total{gate="work"}', 2);
      await prometheus.waitFor(
        `time() - (quiesce_shutdown_started_timestamp_seconds{job="${runtime}"} > 0)`,
        ([found]) => found !== undefined && found.value < LIMIT_MS / 1_000,
        LIMIT_MS,
      );
      child.signal("SIGUSR2");
      assertCode(await child.end(), 0);
      child = await start();

      await seen('quiesce_shutdown_seconds_count{reason="signal",outcome="clean"}', 1);
      await seen('quiesce_hook_seconds_count{phase="compensate",hook="undo",outcome="done"}', 1);
      await seen('quiesce_shutdown_budget_ratio_bucket{outcome="clean",le="1"}', 1);
      await seen("quiesce_drain_seconds_count{}", 1);
      await seen('quiesce_cancellation_seconds_count{kind="stop"}', 1);
      await seen('quiesce_refused_total{gate="work"}', 2);
      await seen("quiesce_unclean_ends_total{}", 0);
      assert.equal(before[0]?.metric["instance"], inFlight?.metric["instance"]);
    });

    it("counts an end that left no record", async () => {
      await child.kill();

      child = await start();

      await seen("quiesce_unclean_ends_total{}", 1);
      await seen('quiesce_shutdown_seconds_count{reason="signal",outcome="clean"}', 1);
    });

    it("lets a process end that has nothing left to do, and counts that as no unclean end", async () => {
      const env = { PREVIOUS: join(folder, `${runtime}-dry.json`) };
      for (let count = 0; count < 2; count += 1) {
        const ending = await (await subject.launch("prometheus-dry", { env })).end();

        assertCode(ending, 0);
        assert.equal(ending.stdout.trim(), "quiesce_unclean_ends_total 0");
      }
    });

    it("says who it is, and is understood with its units", async () => {
      await seen('quiesce_info{service="shop",version="1.2",exported_instance="shop-0"}', 1);
      await seen("quiesce_grace_seconds{}", 240);
      // Only OpenMetrics has units: it was asked for, and given.
      const data = await prometheus.ask(
        `/api/v1/targets/metadata?${new URLSearchParams({
          match_target: `{job="${runtime}"}`,
          metric: "quiesce_shutdown_seconds",
        })}`,
      ) as readonly { readonly type: string; readonly unit: string; readonly help: string }[];

      const [{ type, unit, help } = { type: "", unit: "", help: "" }] = data;
      assert.deepEqual([type, unit, help], ["histogram", "seconds", METRICS.shutdown.help]);
    });
  });
}

async function textOf(child: Child, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${child.port}${path}`);
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  return await response.text();
}

function familiesIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith("# TYPE "));
}
