// What a leak detector shows of a real process when somebody asks by SIGQUIT.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RUNTIMES, Subject } from "../conformance/subject.ts";

const PLACE = String.raw`\S*leak-dump\.ts:\d+:\d+`;
const EXPECTED: readonly string[] = [
  String.raw`4 open|5 open|6 open`,
  String.raw`scope /, .* ms, ${PLACE}`,
  String.raw`task worker, .* ms, "batch 3 of 9", ${PLACE}`,
  String.raw`scope /forgotten, .* ms, aborted .* ms ago, ${PLACE}`,
  String.raw`task deaf, .* ms, aborted .* ms ago, ${PLACE}`,
  String.raw`leak: task "/forgotten/deaf" goes on .* ms after its abort, opened at ${PLACE}`,
  String.raw`abort of /forgotten, ${PLACE}, by call, "enough", .* ms ago: 2 reached, 2 open`,
  String.raw`/forgotten/deaf +1 +no +- +still open`,
  String.raw`lost at /forgotten/deaf: nobody listens`,
];

describe("SIGQUIT", () => {
  for (const runtime of RUNTIMES) {
    it(`shows what a leak detector knows on ${runtime}, and the program lives on`, async () => {
      const subject = new Subject(runtime);
      try {
        const child = await subject.start("leak-dump");
        child.signal("SIGQUIT");
        await child.waitForLine("lost at");
        child.signal("SIGTERM");
        const ending = await child.end();

        for (const line of EXPECTED) {
          assert.match(ending.stderr, new RegExp(`^quiesce: +(${line})`, "m"));
        }
        assert.doesNotMatch(ending.stderr, /unheard|collected/);
        assert.deepEqual([ending.code, ending.signal], [0, null]);
      } finally {
        await subject.close();
      }
    });
  }
});

describe("a leak detector", () => {
  for (const runtime of RUNTIMES) {
    it(`tells by itself what it finds, and keeps no process alive, on ${runtime}`, async () => {
      const subject = new Subject(runtime);
      try {
        const child = await subject.launch("leak-found");
        const { lines, code, signal } = await child.end();

        assert.deepEqual(lines, ["found deaf /orders/deaf", "found unclosed /forgotten"]);
        assert.deepEqual([code, signal], [0, null]);
      } finally {
        await subject.close();
      }
    });
  }
});
