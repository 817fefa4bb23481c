// The rules that are handed to operators: good for promtool, tried by it, and explained.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { promtool } from "../../scripts/services/prometheus.ts";
import { METRICS } from "../../src/observe/mod.ts";
import { ROOT } from "../gates/source.ts";

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Trial {
  readonly alertname: string;
  readonly exp_alerts?: readonly unknown[];
}

const FOLDER = join(ROOT, "docs/operations");
const rules = [...rulesOf("recording.yml"), ...rulesOf("alerts.yml")];
const alerts = rules.filter(({ alert }) => alert !== undefined);

describe("the rules", () => {
  it("are good", () => {
    const files = ["recording.yml", "alerts.yml"].map((file) => join(FOLDER, "rules", file));

    const { isGood, said } = promtool(["check", "rules", "--lint-fatal", ...files]);

    assert.ok(isGood, said);
  });

  it("fire where they must, and are silent where they must be", () => {
    const { isGood, said } = promtool(["test", "rules", join(FOLDER, "rules/alerts.test.yml")]);

    assert.ok(isGood, said);
  });

  it("are each tried both ways", () => {
    const { tests } = read<{ tests: readonly { alert_rule_test: readonly Trial[] }[] }>(
      "rules/alerts.test.yml",
    );
    const trials = tests.flatMap((test) => test.alert_rule_test);

    for (const { alert } of alerts) {
      const own = trials.filter(({ alertname }) => alertname === alert);
      assert.ok(own.some(({ exp_alerts }) => exp_alerts?.length), `${alert} fires nowhere`);
      const isSilent = own.some(({ exp_alerts = [] }) => exp_alerts.length === 0);
      assert.ok(isSilent, `${alert} is silent nowhere`);
    }
    assert.ok(alerts.length >= 8);
  });

  it("ask for what there is", () => {
    const known = [
      ...Object.values(METRICS).flatMap(({ name }) =>
        ["", "_bucket", "_sum", "_count"].map((suffix) => `${name}${suffix}`)
      ),
      ...rules.flatMap(({ record = [] }) => record),
    ];

    const asked = rules.flatMap(({ expr }) => expr.match(/[a-z:_0-9]*quiesce_[a-z:_0-9]+/g) ?? []);

    assert.deepEqual(asked.filter((name) => !known.includes(name)), []);
    assert.ok(asked.length > 10);
  });
});

describe("the page about Prometheus", () => {
  it("shows how to keep the pods that end, and each of them once", () => {
    const page = readFileSync(join(FOLDER, "prometheus.md"), "utf8");
    const [, text = ""] = /```yaml\n(scrape_configs:.+?)```/s.exec(page) ?? [];

    const { kept, role } = discovered(text, [
      { app: "shop", port: "probes", phase: "Running", name: "shop-a" },
      { app: "shop", port: "http", phase: "Running", name: "shop-a" },
      { app: "shop", port: "probes", phase: "Failed", name: "shop-b" },
      { app: "other", port: "probes", phase: "Running", name: "other-a" },
    ]);

    assert.deepEqual(kept, ["shop-a"]);
    assert.equal(role, "pod");
  });

  it("tells of every metric", () => {
    const page = readFileSync(join(FOLDER, "prometheus.md"), "utf8");
    const told = [...page.matchAll(/^\| `(quiesce_\w+)`/gm)].map(([, name]) => name);

    assert.deepEqual(told, Object.values(METRICS).map(({ name }) => name));
  });
});

describe("each alert", () => {
  const sections = headingsOf(readFileSync(join(FOLDER, "runbook.md"), "utf8"));

  it("has its section in the runbook, and each section its alert", () => {
    const links = alerts.map(({ annotations }) => annotations?.["runbook_url"]);

    assert.deepEqual(
      links,
      alerts.map(({ alert }) => `docs/operations/runbook.md#${alert?.toLowerCase()}`),
    );
    assert.deepEqual(sections, alerts.map(({ alert }) => alert));
  });

  it("says how bad it is, and names an instance", () => {
    for (const { alert, labels, annotations } of alerts) {
      assert.match(labels?.["severity"] ?? "", /^(warning|critical)$/, alert);
      assert.match(annotations?.["summary"] ?? "", /abels\.instance/, alert);
    }
  });
});

interface Pod {
  readonly app: string;
  readonly port: string;
  readonly phase: string;
  readonly name: string;
}

interface Scraped {
  readonly kubernetes_sd_configs?: readonly { readonly role: string }[];
}

/** Lets promtool choose among targets as Kubernetes describes them: Debian's cannot ask Kubernetes. */
function discovered(text: string, pods: readonly Pod[]): { kept: unknown; role: unknown } {
  // SAFETY: promtool checks the rest.
  const { scrape_configs } = parse(text) as { readonly scrape_configs: readonly Scraped[] };
  const [{ kubernetes_sd_configs: asked, ...config } = {}] = scrape_configs;
  const static_configs = pods.map(targetOf);
  const folder = mkdtempSync(join(tmpdir(), "quiesce-configuration-"));
  const file = join(folder, "prometheus.yml");
  writeFileSync(file, JSON.stringify({ scrape_configs: [{ ...config, static_configs }] }));
  const { isGood, said } = promtool(["check", "service-discovery", "--timeout=2s", file, "shop"]);
  rmSync(folder, { recursive: true });
  assert.ok(isGood, said);
  const targets = JSON.parse(said) as readonly {
    readonly labels: { readonly instance?: string };
  }[];
  const kept = targets.flatMap(({ labels }) => labels.instance ?? []);
  return { kept, role: asked?.[0]?.role };
}

function targetOf({ app, port, phase, name }: Pod, at: number): unknown {
  const labels = {
    __meta_kubernetes_pod_label_app: app,
    __meta_kubernetes_pod_container_port_name: port,
    __meta_kubernetes_pod_phase: phase,
    __meta_kubernetes_pod_name: name,
  };
  return { targets: [`10.0.0.1:${9_000 + at}`], labels };
}

function rulesOf(file: string): readonly Rule[] {
  const { groups } = read<{ groups: readonly { rules: readonly Rule[] }[] }>(`rules/${file}`);
  return groups.flatMap((group) => group.rules);
}

function read<T>(path: string): T {
  // SAFETY: promtool has checked what these files are.
  return parse(readFileSync(join(FOLDER, path), "utf8")) as T;
}

function headingsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
}
