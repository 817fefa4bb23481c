// The audit log of real processes: complete behind a slow pipe, and without an end after a kill.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { AuditRecord } from "../../src/observe/mod.ts";
import { auditRecordSchema } from "../../src/observe/schema.ts";
import type { Child } from "../conformance/child.ts";
import { type RuntimeName, RUNTIMES, type StartOptions, Subject } from "../conformance/subject.ts";

const IN_TIME = { timeout: 60_000 };
const IDENTITY = { SERVICE_NAME: "orders", POD_UID: "3b1c", GIT_COMMIT: "71091c0" };

const subjects: Subject[] = [];

afterEach(async () => {
  await Promise.all(subjects.splice(0).map((subject) => subject.close()));
});

describe("an audit log", () => {
  for (const runtime of RUNTIMES) {
    it(`arrives whole in a slow pipe, and last, on ${runtime}`, IN_TIME, async () => {
      const child = await launch(runtime, { heldOutput: true, env: IDENTITY });
      await child.waitForLine("ready");

      child.signal("SIGTERM");
      await delay(300);
      child.readOutput();
      const { lines, code } = await child.end();

      const records = recordsIn(lines);
      const last = records.at(-1);
      assert.equal(code, 0);
      assert.ok(last?.event === "shutdown.ended");
      assert.deepEqual(auditRecordSchema.parse(JSON.parse(lines.at(-1) ?? "")), last);
      assert.deepEqual(
        records.map(({ sequence }) => sequence),
        [...records.keys()].map((at) => at + 1),
      );
      assert.deepEqual(last.asked, {
        by: "signal",
        message: "received SIGTERM",
        signal: "SIGTERM",
      });
      assert.deepEqual(last.identity, { service: "orders", podUid: "3b1c", commit: "71091c0" });
      assert.deepEqual(last.compensated.map(({ hook, end }) => `${hook} ${end}`), ["orders done"]);
    });
  }

  it("tells a crash from a call", IN_TIME, async () => {
    for (const [name, by, exitCode] of [["FAIL", "crash", 1], ["PEER", "caller", 0]] as const) {
      const child = await launch("node24", { env: { [name]: "1" } });

      const last = recordsIn((await child.end()).lines).at(-1);

      assert.ok(last?.event === "shutdown.ended");
      assert.equal(last.asked.by, by);
      assert.equal(last.exitCode, exitCode);
    }
  });

  it("has no end when the process was killed", IN_TIME, async () => {
    const child = await launch("node24", {});
    await child.waitForLine("ready");

    child.signal("SIGKILL");
    const records = recordsIn((await child.end()).lines);

    assert.equal(records[0]?.event, "life.started");
    assert.ok(records.every(({ event }) => event !== "shutdown.ended"));
  });
});

function recordsIn(lines: readonly string[]): readonly AuditRecord[] {
  return lines.filter((line) => line.startsWith("{"))
    .map((line) => auditRecordSchema.parse(JSON.parse(line)));
}

async function launch(runtime: RuntimeName, options: StartOptions): Promise<Child> {
  const subject = new Subject(runtime);
  subjects.push(subject);
  return await subject.launch("audited", options);
}
