import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { main } from "../../../src/cli/mod.ts";
import type { TimeoutSuggestions } from "../../../src/config/mod.ts";
import { Lifecycle, type Report } from "../../../src/core/mod.ts";
import { auditLog } from "../../../src/observe/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { sampleResult } from "../picture/sample.ts";
import { handWorld } from "./hand-world.ts";

const folder = mkdtempSync(join(tmpdir(), "quiesce-history-"));
after(() => rmSync(folder, { recursive: true }));

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function done(words: readonly string[], input = "", columns?: number): Promise<Done> {
  const world = handWorld(input, {}, columns);
  const code = await main(["report", ...words], world);
  return { code, stdout: world.stdout.text, stderr: world.stderr.text };
}

/** Ends a real life so many times. Returns its reports, and the lines of its audit log. */
async function ended(
  times: number,
  service = "orders",
): Promise<{ reports: Report[]; log: string }> {
  const reports: Report[] = [];
  let log = "";
  for (let count = 0; count < times; count += 1) {
    const clock = handClock({ wallMs: Date.UTC(2026, 10, 1 + count % 20) });
    const life = new Lifecycle({ clock, identity: { service } });
    auditLog(life, { write: (line) => void (log += line.endsWith("\n") ? line : `${line}\n`) });
    life.onClose("database", () => new Promise<void>((resolve) => clock.after(400, resolve)));
    life.ready();
    const over = life.shutdown();
    await clock.advance(1_000);
    reports.push(await over);
  }
  return { reports, log };
}

function stored(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("report of several shutdowns", () => {
  it("suggests times out of an audit log, which other lines do not disturb", async () => {
    const { log } = await ended(70);
    const mixed = `the service is listening\n${log}{"format":"quiesce-audit/1","event":"shutd`;

    const { code, stdout } = await done([stored("audit.log", mixed)]);

    assert.equal(code, 0);
    assert.match(stdout, /^70 shutdowns of orders, 2026-11-01 to 2026-11-20\n70 ended in order\n/);
    assert.match(stdout, /\n2 lines passed over\n/);
    assert.match(stdout, /\nclose "database" +70 +0 +400 ms +timeoutMs: 600 +50\.5 %\n/);
    assert.match(stdout, /\nthe whole +70 +0 +400 ms +graceMs: 2000 +50\.5 %\n/);
  });

  it("says how many more it takes, of reports in several files", async () => {
    const { reports } = await ended(3);
    const files = reports.map((report, at) => stored(`${at}.json`, JSON.stringify(report)));

    const { code, stdout } = await done(files);

    assert.equal(code, 0);
    assert.match(stdout, /\nclose "database" +3 +0 +400 ms +66 more shutdowns needed\n/);
  });

  it("reads a list and lines of reports as well, and hands on what it suggests as JSON", async () => {
    const { reports } = await ended(10);
    const lines = reports.map((report) => JSON.stringify(report)).join("\n");
    const words = ["-", "--json", "--quantile", "0.8"];

    const ofList = await done(words, JSON.stringify(reports));
    const ofLines = await done(words, lines);

    assert.equal(ofList.stdout, ofLines.stdout);
    const { hooks, shutdowns } = JSON.parse(ofList.stdout) as TimeoutSuggestions;
    assert.equal(shutdowns, 10);
    assert.deepEqual(hooks.map(({ hook, end }) => [hook, end]), [["database", "found"]]);
  });

  it("fits into the width of a terminal", async () => {
    const { log } = await ended(2);

    const { stdout } = await done(["-"], log, 80);

    const lines = stripVTControlCharacters(stdout).split("\n");
    assert.ok(lines.every((line) => line.length <= 80), stdout);
  });

  it("compares those of one service, when there are several", async () => {
    const [orders, billing] = [await ended(3), await ended(2, "billing")];
    const file = stored("both.log", orders.log + billing.log);

    const both = await done([file]);
    const one = await done([file, "--service", "billing"]);
    const alone = await done(["-", "--service", "billing"], JSON.stringify(billing.reports[0]));
    const none = await done([file, "--service", "search"]);

    assert.match(
      both.stdout,
      /^5 shutdowns of orders, billing, .*\n(?:.*\n)*.*one by --service\.\n/,
    );
    assert.match(one.stdout, /^2 shutdowns of billing, /);
    assert.doesNotMatch(one.stdout, /--service/);
    assert.match(alone.stdout, /^1 shutdown of billing, /);
    assert.equal(none.code, 2);
    assert.equal(
      none.stderr,
      'Cannot find a shutdown of the service "search": there are those of orders, billing\n',
    );
  });

  it("still renders one report alone", async () => {
    const { reports } = await ended(1);

    const { stdout } = await done(["-"], JSON.stringify(reports[0], undefined, 2));

    assert.match(stdout, /^orders: shutdown was called\n/);
  });

  it("refuses what it cannot compare", async () => {
    const { log, reports } = await ended(1);
    const result = stored("result.json", JSON.stringify(sampleResult()));
    const report = stored("report.json", JSON.stringify(reports[0]));
    // Of a process that is still there.
    const lines = log.trim().split("\n");
    const unended = lines.filter((line) => !line.includes("shutdown.ended")).join("\n");
    assert.ok(unended.includes("\n"), "there are not two records before the last");
    const broken = JSON.stringify([{ ...reports[0], tookMs: "long" }]);

    const wrong: readonly (readonly [words: readonly string[], input: string, RegExp])[] = [
      [["-", "--html", join(folder, "x.html")], log, /^Cannot draw several shutdowns: --html/],
      [["-", "--quantile", "99"], log, /^Cannot read --quantile "99": expected a number above 0/],
      [[report, result], "", /^Cannot read ".+result.json": expected reports of the library, or/],
      [["-"], "[]", /^Cannot read standard input: expected reports of the library, or an audit/],
      [["-"], "", /^Cannot read standard input: it is empty\n$/],
      [["-"], " \n\n", /^Cannot read standard input: it is empty\n$/],
      [["-"], unended, /^Cannot read standard input: expected reports of the library, or an audit/],
      [["-"], broken, /^Cannot read standard input: "tookMs" must be a number, got "long"/],
    ];
    for (const [words, input, message] of wrong) {
      const { code, stderr, stdout } = await done(words, input);
      assert.match(stderr, message);
      assert.deepEqual([code, stdout], [2, ""]);
    }
  });
});
