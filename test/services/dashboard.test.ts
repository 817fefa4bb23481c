// The dashboard, as far as it can be judged without Grafana: as Grafana documents its JSON, and every
// query of it against a real Prometheus that has seen real shutdowns.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Prometheus, startPrometheus } from "../../scripts/services/prometheus.ts";
import { freePort } from "../conformance/free-port.ts";
import { assertCode } from "../conformance/service.ts";
import { Subject } from "../conformance/subject.ts";
import { ROOT } from "../gates/source.ts";

interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly datasource: { readonly uid: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly Target[];
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
}

interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

const LIMIT_MS = 60_000;
const COLUMNS = 24;
const BUILT_IN = ["__range", "__rate_interval"];
const dashboard = JSON.parse(
  readFileSync(join(ROOT, "docs/operations/dashboard.json"), "utf8"),
) as Dashboard;
const { panels } = dashboard;
const targets = panels.flatMap((panel) => panel.targets ?? []);
const variables = dashboard.templating.list;
const expressions = [
  ...targets.map(({ expr }) => expr),
  ...dashboard.annotations.list.map(({ expr }) => expr),
];

describe("the dashboard", () => {
  it("has panels with ids of their own, that say what they show", () => {
    const shown = panels.filter(({ type }) => type !== "row");

    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
    assert.deepEqual(shown.filter(({ description = "" }) => description.length < 20), []);
    assert.ok(shown.length > 10);
  });

  it("lays no panel over another, and none beside the page", () => {
    for (const panel of panels) {
      const { x, y, w, h } = panel.gridPos;
      assert.ok([x, y, w, h].every(Number.isInteger) && x >= 0 && w > 0 && h > 0, panel.title);
      assert.ok(x + w <= COLUMNS, panel.title);
      const covered = panels.filter((other) => other !== panel && overlaps(panel, other));
      assert.deepEqual(covered.map(({ title }) => title), [], panel.title);
    }
  });

  it("asks the data source that its reader has chosen, by variables that there are", () => {
    const names = [...variables.map(({ name }) => name), ...BUILT_IN];
    const used = expressions.flatMap((text) =>
      [...text.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name)
    );

    assert.equal(variables.find(({ name }) => name === "datasource")?.type, "datasource");
    assert.deepEqual(used.filter((name) => !names.includes(name)), []);
    for (const { datasource } of [...targets, ...panels.filter(({ type }) => type !== "row")]) {
      assert.equal(datasource?.uid, "${datasource}");
    }
  });

  it("takes no quantile of several jobs together", () => {
    const quantiles = expressions.filter((expr) => expr.includes("histogram_quantile"));

    assert.deepEqual(quantiles.filter((expr) => !/sum by \(job, le\b/.test(expr)), []);
    assert.ok(quantiles.length >= 5);
  });

  it("gives each query of a panel a letter of its own", () => {
    for (const { title, targets: own = [] } of panels) {
      assert.equal(new Set(own.map(({ refId }) => refId)).size, own.length, title);
    }
    assert.equal(dashboard.schemaVersion, 39);
    assert.match(dashboard.uid, /^[a-z-]{1,40}$/);
  });
});

describe("the queries of the dashboard, before a real Prometheus", () => {
  const folder = mkdtempSync(join(tmpdir(), "quiesce-dashboard-"));
  const subject = new Subject("node24");
  let prometheus: Prometheus;

  before(async () => {
    const port = await freePort();
    const env = { PORT: String(port), PREVIOUS: join(folder, "end.json"), FAIL: "yes" };
    prometheus = await startPrometheus({ jobs: { shop: [`127.0.0.1:${port}`] } });
    const seen = (expression: string, value: number): Promise<unknown> =>
      prometheus.waitFor(expression, ([found]) => found?.value === value, LIMIT_MS);
    for (const ends of [0, 1]) {
      const child = await subject.start("prometheus", { env });
      await seen("sum(quiesce_shutdown_budget_ratio_count)", ends);
      child.signal("SIGTERM");
      await child.waitForLine("draining");
      await seen('quiesce_state{state="draining"}', 1);
      child.signal("SIGUSR2");
      assertCode(await child.end(), 1);
    }
    await subject.start("prometheus", { env });
    await seen("sum(quiesce_shutdown_budget_ratio_count)", 2);
  });

  after(async () => {
    await prometheus.close();
    await subject.close();
    rmSync(folder, { recursive: true });
  });

  for (const expression of new Set(targets.map(({ expr }) => expr))) {
    it(`finds something by ${expression}`, async () => {
      const found = await prometheus.query(filledIn(expression));

      assert.ok(found.length > 0, "nothing was found");
      assert.ok(found.some(({ value }) => !Number.isNaN(value)), JSON.stringify(found));
    });
  }

  it("understands what marks an end in the graphs", async () => {
    for (const { expr } of dashboard.annotations.list) {
      assert.deepEqual(await prometheus.query(filledIn(expr)), []);
    }
    assert.equal(dashboard.annotations.list.length, 1);
  });

  it("shows what has happened", async () => {
    const valueOf = async (title: string): Promise<number | undefined> => {
      const { targets: own = [] } = panels.find((panel) => panel.title === title) ?? {};
      return (await prometheus.query(filledIn(own[0]?.expr ?? "")))[0]?.value;
    };

    assert.ok((await valueOf("Shutdowns") ?? 0) >= 1);
    assert.ok((await valueOf("Failed compensations") ?? 0) >= 1);
    assert.equal(await valueOf("Without a final record"), 0);
    assert.equal(await valueOf("Forced"), 0);
    assert.ok((await valueOf("P95 against the grace period") ?? 1) < 1);
  });

  it("finds jobs and instances to choose from", async () => {
    const queries = variables.filter(({ type }) => type === "query");
    for (const { definition = "" } of queries) {
      const [, expression = "", label = ""] = /^label_values\((.+), (\w+)\)$/.exec(definition) ??
        [];
      const found = await prometheus.query(filledIn(expression));
      assert.ok(
        found.every(({ metric }) => metric[label] !== undefined) && found.length > 0,
        label,
      );
    }
    assert.deepEqual(queries.map(({ name }) => name), ["job", "instance"]);
  });
});

function overlaps({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** As Grafana fills in variables of which all values are chosen. */
function filledIn(expression: string): string {
  return expression.replaceAll("$__rate_interval", "5m").replaceAll("$__range", "1h")
    .replaceAll(/\$(job|instance)/g, ".*");
}
