import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { main } from "../../../src/cli/mod.ts";
import { Lifecycle, type Report } from "../../../src/core/mod.ts";
import { handWorld } from "./hand-world.ts";

/** The report of a real shutdown in which one hook fails. */
async function realReport(): Promise<Report> {
  const life = new Lifecycle({ identity: { service: "orders", version: "1.2.3" }, graceMs: 5_000 });
  life.onClose("db", () => {
    throw new Error("the database is gone");
  });
  life.onClose("cache", () => {});
  life.ready();
  return await life.shutdown("a test");
}

async function rendered(report: unknown): Promise<string> {
  const world = handWorld(JSON.stringify(report));
  const code = await main(["report", "-"], world);
  assert.equal(code, 0, world.stderr.text);
  return world.stdout.text;
}

describe("report of a library's report", () => {
  it("tells who, why, the phases, and what went wrong", async () => {
    const report = await realReport();

    const text = await rendered(report);

    assert.match(text, /^orders 1\.2\.3: .*a test/);
    assert.match(text, /exit code 1, took .+ of 5 s/);
    for (const { phase } of report.phases) assert.match(text, new RegExp(`^${phase} `, "m"));
    assert.match(text, /Hooks that did not end well\n {2}close "db" failed .+the database is gone/);
    assert.match(text, /\nErrors\n {2}close hook "db": Error: the database is gone/);
    assert.doesNotMatch(text, /"cache"/);
  });

  it("names what was cut and what was left behind", async () => {
    const report = await realReport();
    const left = { path: "/orders/worker-3", kind: "task", ageMs: 1_200, where: "app.ts:3" };

    const text = await rendered({
      ...report,
      cut: [left],
      unstopped: [{ ...left, status: "half" }],
    });

    assert.match(
      text,
      /Cut at the deadline\n {2}task \/orders\/worker-3, running for 1\.2 s \(app/,
    );
    assert.match(text, /Left behind\n {2}task \/orders\/worker-3, running for 1\.2 s, half/);
  });

  it("reads a budget without an end, which JSON writes as null", async () => {
    const report = await realReport();

    assert.match(await rendered({ ...report, graceMs: Infinity }), /exit code 1/);
  });
});
