// The page says how each lost cancellation shows up. Each program is run, and has to say so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, Subject } from "../conformance/subject.ts";

/** An event that never comes must not hang the suite. */
const IN_TIME = { timeout: 60_000 };
const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const PAGE = readFileSync(new URL("../../docs/tasks.md", import.meta.url), "utf8");
const RUNTIMES: readonly RuntimeName[] = ["node24", "deno", "bun"];

/** What has to be seen before the signal is sent, where it is not the first line. */
const UNTIL: Readonly<Record<string, string>> = {
  "tasks-lost-owner": "took order 2",
  "tasks-lost-loop": "held the event loop",
};
const CODES: Readonly<Record<string, number>> = { "tasks-lost-owner": 1, "tasks-lost-loop": 0 };

const quoted = [...PAGE.matchAll(/<!-- prints (\S+) -->\n+```text\n([^]*?)```/g)]
  .map(([, program = "", text = ""]) => ({ program, lines: text.trimEnd().split("\n") }));

describe("a lost cancellation shows up as the page says", () => {
  it("is quoted five times", () => assert.equal(quoted.length, 5));

  for (const { program, lines } of quoted) {
    for (const runtime of RUNTIMES) {
      it(`${program} on ${runtime}`, IN_TIME, () => shown(runtime, program, lines));
    }
  }
});

async function shown(runtime: RuntimeName, program: string, lines: readonly string[]) {
  const subject = new Subject(runtime, EXAMPLES);
  try {
    const child = await subject.start(program, { until: UNTIL[program] ?? "ready" });
    child.signal("SIGTERM");
    const { code, stdout, stderr } = await child.end();

    assert.equal(code, CODES[program] ?? 124);
    for (const line of lines) assert.match(stdout + stderr, patternOf(line));
  } finally {
    await subject.close();
  }
}

/** Times differ from run to run, and an ellipsis stands for what differs between runtimes. */
function patternOf(line: string): RegExp {
  const exact = line.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(exact.replaceAll("…", ".*").replaceAll(/\b\d+(?= ms| of \d+ ms)/g, "\\d+"));
}
