// What the program makes of readers that go, and of disks that are full.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { commandOf, type RuntimeName, RUNTIMES } from "../conformance/subject.ts";
import { ROOT } from "../gates/source.ts";
import { sampleResult } from "../unit/picture/sample.ts";
import { launch, PROGRAM, temporaryFolder } from "./command-line.ts";

/** What a runtime makes of a report on a disk that is full. */
async function onFullDisk(runtime: RuntimeName, file: string) {
  const [command = "", ...before] = commandOf(runtime);
  const full = openSync("/dev/full", "w");
  const child = spawn(command, [...before, PROGRAM, "report", file], {
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  const ended = once(child, "exit");
  // SAFETY: its stderr is a pipe.
  const stderr = await text(child.stderr as Readable);
  const [code] = await ended;
  return { code, stderr };
}

/** A stored result of which a pipe cannot hold the half, however it is told. */
function largerThanAPipe(): string {
  const { scenarios: [first, ...others], ...rest } = sampleResult();
  const note = { severity: "note", what: "word ".repeat(40), advice: "" } as const;
  const findings = Array.from({ length: 5_000 }, (_, at) => ({ ...note, code: `CODE_${at}` }));
  return JSON.stringify({ ...rest, scenarios: [{ ...first, findings }, ...others] });
}

describe("a report that a program has kept", () => {
  const folder = temporaryFolder();

  for (const runtime of RUNTIMES) {
    it(`is told and drawn, from ${runtime}`, async () => {
      const [file, page] = [folder.file(`${runtime}.json`), folder.file(`${runtime}.html`)];
      const [command = "", ...before] = commandOf(runtime);
      const program = spawn(command, [...before, "examples/keep-report.ts"], {
        cwd: ROOT,
        env: { ...process.env, REPORT: file },
      });
      await once(program, "exit");

      const { code, stdout } = await launch(["report", file, "--html", page]).ended;

      assert.equal(code, 0);
      assert.match(stdout, /exit code 0, took /);
      assert.match(stdout, /^close +/m);
      assert.ok(stdout.endsWith(`Picture: ${page}\n`));
      assert.match(readFileSync(page, "utf8"), /database/);
    });
  }
});

describe("the output of quiesce", { concurrency: false, timeout: 270_000 }, () => {
  const folder = temporaryFolder();

  for (const runtime of RUNTIMES) {
    it(`ends quietly on ${runtime} when its reader has read enough`, async () => {
      const file = folder.file(`large-${runtime}.json`);
      writeFileSync(file, largerThanAPipe());

      for (const options of [[], ["--json"]]) {
        const [command = "", ...before] = commandOf(runtime);
        const child = spawn(command, [...before, PROGRAM, "report", ...options, file]);
        child.stdout.once("data", () => child.stdout.destroy());
        const ended = once(child, "exit");

        assert.equal(await text(child.stderr), "");
        assert.deepEqual(await ended, [0, null]);
      }
    });

    it(`ends with 2 on ${runtime} when its output cannot be written`, async () => {
      const file = folder.file(`full-${runtime}.json`);
      writeFileSync(file, JSON.stringify(sampleResult()));

      const { code, stderr } = await onFullDisk(runtime, file);

      assert.match(stderr, /^Cannot write the output: [^\n]+\n$/);
      assert.equal(code, 2);
    });
  }
});
