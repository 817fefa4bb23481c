import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatFor, OPEN_METRICS, TEXT, textOf } from "../../../adapters/prometheus/exposition.ts";
import { Totals } from "../../../adapters/prometheus/totals.ts";
import { METRICS } from "../../../src/observe/mod.ts";
import { linesOf } from "./hand-store.ts";

describe("the text", () => {
  it("writes a counter, with what must be escaped", () => {
    const totals = new Totals();
    totals.add(METRICS.refused, 2, { gate: 'a "gate"\\of\ntwo lines' });
    totals.add(METRICS.refused, 1, { gate: 'a "gate"\\of\ntwo lines' });

    const text = textOf(totals, TEXT);

    assert.deepEqual(linesOf(text, "quiesce_refused_total"), [
      'quiesce_refused_total{gate="a \\"gate\\"\\\\of\\ntwo lines"} 3',
    ]);
    assert.ok(text.includes("# TYPE quiesce_refused_total counter\n"));
  });

  it("writes a histogram with what fell into each bucket or below", () => {
    const totals = new Totals();
    for (const seconds of [0.05, 0.1, 0.3, 400]) totals.record(METRICS.drain, seconds, {});

    const lines = textOf(totals, TEXT).split("\n")
      .filter((line) => line.startsWith("quiesce_drain_seconds"));

    assert.equal(lines[0], 'quiesce_drain_seconds_bucket{le="0.1"} 2');
    assert.equal(lines[1], 'quiesce_drain_seconds_bucket{le="0.25"} 2');
    assert.equal(lines[2], 'quiesce_drain_seconds_bucket{le="0.5"} 3');
    assert.deepEqual(lines.slice(-4), [
      'quiesce_drain_seconds_bucket{le="300"} 3',
      'quiesce_drain_seconds_bucket{le="+Inf"} 4',
      "quiesce_drain_seconds_sum 400.45",
      "quiesce_drain_seconds_count 4",
    ]);
  });

  it("takes labels for the same in whatever order they are given", () => {
    const totals = new Totals();
    totals.add(METRICS.inFlight, 1, { gate: "work", class: "short" });
    totals.add(METRICS.inFlight, 1, { class: "short", gate: "work" });

    assert.deepEqual(linesOf(textOf(totals, TEXT), "quiesce_in_flight"), [
      'quiesce_in_flight{gate="work",class="short"} 2',
    ]);
  });

  it("describes every metric, whether or not there is a value", () => {
    const text = textOf(new Totals(), TEXT);

    for (const { name, help, kind } of Object.values(METRICS)) {
      assert.ok(text.includes(`# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`), name);
    }
    assert.ok(text.endsWith("\n"));
  });

  it("is OpenMetrics for those who accept it", () => {
    const totals = new Totals();
    totals.add(METRICS.refused, 2, { gate: "work" });
    totals.add(METRICS.info, 1, { version: "1.2" });

    const text = textOf(totals, OPEN_METRICS);

    assert.ok(text.includes("# TYPE quiesce_refused counter\n"));
    assert.ok(text.includes('\nquiesce_refused_total{gate="work"} 2\n'));
    assert.ok(text.includes("# TYPE quiesce info\n"));
    assert.ok(text.includes('\nquiesce_info{version="1.2"} 1\n'));
    assert.ok(text.includes("# UNIT quiesce_drain_seconds seconds\n"));
    assert.ok(text.endsWith("\n# EOF\n"));
  });

  it("is chosen by what is accepted", () => {
    const prometheus = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";

    assert.equal(formatFor(prometheus), OPEN_METRICS);
    assert.equal(formatFor("*/*"), TEXT);
    assert.equal(formatFor(null), TEXT);
  });
});
