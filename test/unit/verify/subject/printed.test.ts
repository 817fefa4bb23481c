import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Printed } from "../../../../src/verify/subject/printed.ts";

/** What is kept of some lines. */
function printedOf(lines: readonly string[]): Printed {
  const printed = new Printed();
  for (const text of lines) printed.add({ text, atMs: 0 });
  return printed;
}

describe("Printed", () => {
  it("counts what it does not keep any more, and tells what came since", () => {
    const printed = printedOf(Array.from({ length: 100_000 }, (_, index) => `line ${index}`));
    const before = printed.count;
    printed.add({ text: "stopping", atMs: 0 });
    printed.add({ text: "stopped", atMs: 0 });

    assert.equal(before, 100_000);
    assert.ok(printed.lines.length < 50_000);
    assert.deepEqual(printed.since(before).map(({ text }) => text), ["stopping", "stopped"]);
  });

  it("tells the rest when not all that came since is kept", () => {
    const printed = printedOf(["first"]);
    for (let index = 0; index < 60_000; index += 1) printed.add({ text: `${index}`, atMs: 0 });

    const since = printed.since(1);

    assert.ok(since.length > 0 && since.length < 60_000);
    assert.equal(since.at(-1)?.text, "59999");
  });

  it("keeps less of long lines", () => {
    const printed = printedOf(Array.from({ length: 1_000 }, () => "x".repeat(65_536)));

    const kept = printed.lines.reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(kept > 0 && kept <= 16_000_000, `${kept}`);
    assert.equal(printed.count, 1_000);
  });
});
