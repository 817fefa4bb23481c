import assert from "node:assert/strict";
import { closeSync, mkdtempSync, readdirSync, rmdirSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { HeldPipe } from "../../../../src/verify/subject/held-pipe.ts";

/** Does something while temporary files have a folder of their own, which is empty. */
function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "held-pipe-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    use(folder);
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmdirSync(folder);
  }
}

describe("HeldPipe", () => {
  it("leaves no file behind, even for as long as it is used", () => {
    inFolder((folder) => {
      const pipe = new HeldPipe(() => {});

      assert.deepEqual(readdirSync(folder), []);
      pipe.handedOver();
      pipe.close();
    });
  });

  it("reads at its close what was printed, and nothing of what it was filled with", () => {
    const seen: string[] = [];
    const pipe = new HeldPipe((text) => seen.push(text));
    writeSync(pipe.writeEnd, "printed");
    pipe.fill();

    assert.deepEqual(seen, []);
    closeSync(pipe.writeEnd);
    pipe.close();
    assert.equal(seen.join(""), "printed");
  });
});
