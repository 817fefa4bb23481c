import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { paintFor } from "../../../src/cli/paint.ts";
import { judgedLine } from "../../../src/cli/progress/board.ts";
import { verificationText } from "../../../src/cli/text/verification.ts";
import type { Finding, VerifyResult } from "../../../src/verify/mod.ts";
import { BATCHES, sampleResult } from "../picture/sample.ts";
import { handWorld } from "./hand-world.ts";

const PLAIN = { width: 100, paint: (_: string, text: string): string => text };

function linesOf(result: VerifyResult): readonly string[] {
  return verificationText(result, PLAIN).split("\n");
}

/** A result in which two scenarios have these findings. */
function withFindings(findings: readonly Finding[]): VerifyResult {
  const { scenarios: [idle, slow], ...rest } = sampleResult(BATCHES, 3);
  assert.ok(idle && slow);
  return {
    ...rest,
    scenarios: [{ ...idle, verdict: "fail", findings }, { ...slow, findings }],
  };
}

const LOST: Finding = {
  severity: "fault",
  code: "LOST",
  what: "2 of 20 requests (slow) lost: dropped",
  advice: "Wait for every request.",
};

describe("verificationText", () => {
  it("gives each judged scenario a row: verdict, counts, time to the end", () => {
    const rows = linesOf(sampleResult()).filter((line) => /^(Idle exit|Slow requests) /.test(line));

    assert.equal(rows.length, 2);
    assert.match(
      rows[0] ?? "",
      /^Idle exit +pass +49 +0 +0 +0 +0 +0 +690 ms \/ 700 ms \/ 720 ms$/,
    );
    assert.match(rows[1] ?? "", / FAIL +1 381 +17 +3 +2 +2 +1 /);
  });

  it("tells the least, the median and the most of few rounds, and P50, P90 and P99 of many", () => {
    assert.match(linesOf(sampleResult(BATCHES, 9)).join("\n"), / gone after min\/median\/max\n/);
    const many = linesOf(sampleResult(BATCHES, 10));

    assert.match(many.join("\n"), / gone after P50\/P90\/P99\n/);
    assert.match(many.join("\n"), /^Idle exit .+ 700 ms \/ 720 ms \/ 720 ms$/m);
  });

  it("tells the slowest end where there was one round, as the progress does", () => {
    const { scenarios: [idle], ...rest } = sampleResult(BATCHES, 1);
    assert.ok(idle);
    const row = linesOf({ ...rest, scenarios: [idle] }).find((line) => line.startsWith("Idle "));

    assert.match(row ?? "", / 720 ms$/);
    assert.match(judgedLine(idle), / 720 ms$/);
  });

  it("has a column for each class that has happened, so that all sums add up", () => {
    const head = (batches: typeof BATCHES): string =>
      linesOf(sampleResult(batches)).find((line) => line.startsWith("Scenario ")) ?? "";

    assert.match(head(BATCHES), / answered +refused +race +lost +cut +unjudged +gone after /);
    assert.match(head(BATCHES.slice(0, 2)), / answered +lost +gone after /);
  });

  it("makes a table that is not wider than the terminal, as far as names can be cut", () => {
    const text = verificationText(sampleResult(BATCHES, 1), { ...PLAIN, width: 80 });
    const rows = text.split("\n").filter((line) => /^(Scenario|Idle|Slow|Readi)/.test(line));

    assert.equal(rows.length, 4);
    assert.deepEqual(rows.filter((line) => line.length > 80), []);
  });

  it("explains the words of the table for what has happened, and no others", () => {
    const text = verificationText(sampleResult(BATCHES.slice(0, 2)), PLAIN);

    assert.match(text, /^ {2}lost: accepted and never answered/m);
    assert.doesNotMatch(text, /^ {2}cut: /m);
  });

  it("tells a finding once, with its advice and all scenarios that show it", () => {
    const text = verificationText(withFindings([LOST]), PLAIN);

    assert.equal(text.split("LOST").length, 2);
    assert.match(
      text,
      / {2}LOST\n {4}2 of 20 requests \(slow\) lost: dropped \(idle-exit; slow-requests, 1 of 3 rounds\)\n {4}→ Wait/,
    );
  });

  it("folds rounds that differ in their counts only", () => {
    const rounds = [1, 2].map((round): Finding => ({
      ...LOST,
      what: `${round} of 20 requests (slow) lost: dropped`,
      round,
    }));

    const text = verificationText(withFindings(rounds), PLAIN).replaceAll(/\s+/g, " ");

    assert.match(text, /1 of 20 requests .+ slow-requests, 2 of 3 rounds\)/);
    assert.doesNotMatch(text, /2 of 20 requests/);
  });

  it("says what is unjudged and what would help, once for each reason", () => {
    const text = verificationText(sampleResult(), PLAIN);

    assert.match(
      text,
      /Unjudged, and what would help\n {2}Websocket: no route is known that upg/,
    );
  });

  it("ends with the verdict in words", () => {
    assert.equal(
      linesOf(sampleResult()).at(-2),
      "FAIL: 1 passed, 1 passed with a shortcoming, 1 failed, 1 unjudged",
    );
  });

  it("keeps to the width where words allow it", () => {
    const long = { ...LOST, advice: "word ".repeat(60).trim() };
    const text = verificationText(withFindings([long]), { ...PLAIN, width: 60 });
    const told = text.split("\n").filter((line) => /^ +(→ )?word/.test(line));

    assert.ok(told.length > 4);
    assert.deepEqual(told.filter((line) => line.length > 60), []);
  });

  it("lets no text from outside command the terminal", () => {
    const hostile = { ...LOST, what: "a\u001b[2Jb\u0007", advice: "c\u001b]0;x" };
    const text = verificationText(withFindings([hostile]), PLAIN);

    // Line ends are the only control characters.
    assert.match(text, /^(?:\n|\P{Cc})*$/u);
  });

  it("colors verdicts where colors are wanted, and nothing else changes", () => {
    const world = handWorld("", { FORCE_COLOR: "1" });
    const colored = verificationText(sampleResult(), {
      width: 100,
      paint: paintFor(world.stdout, world),
    });

    assert.ok(colored.includes("\u001b[31mFAIL\u001b[0m"));
    const bare = colored.split("\u001b").map((part, index) =>
      index === 0 ? part : part.replace(/^\[\d+m/, "")
    ).join("");
    assert.equal(bare, verificationText(sampleResult(), PLAIN));
  });
});

describe("paintFor", () => {
  it("colors on a terminal only, unless the environment says otherwise", () => {
    const isColored = (
      environment: Readonly<Record<string, string>>,
      columns?: number,
    ): boolean => {
      const world = handWorld("", environment, columns);
      return paintFor(world.stdout, world)("red", "x") !== "x";
    };

    assert.deepEqual([isColored({}, 80), isColored({})], [true, false]);
    assert.equal(isColored({ NO_COLOR: "1" }, 80), false);
    assert.equal(isColored({ TERM: "dumb" }, 80), false);
    assert.deepEqual([isColored({ FORCE_COLOR: "1" }), isColored({ FORCE_COLOR: "0" })], [
      true,
      false,
    ]);
  });
});
