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

/** What the channels carry: the version of the form, a life, and the rest. */
const CHANNELS = [
  "gate.closed 1 object gate,inFlight",
  "hook.settled 1 object end,hook,late,phase,startMs,tookMs,where",
  "phase.started 1 object phase",
  "request.admitted 1 object request",
  "request.ended 1 object end,request,status,tookMs",
  "shutdown.requested 1 object reason,where",
  "state.changed 1 object from,to",
  "stopped 1 object report,waitUntil",
];

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

  for (const runtime of RUNTIMES) {
    it(
      `has its last line waited for, though nothing else is left, on ${runtime}`,
      IN_TIME,
      async () => {
        const child = await launch(runtime, {}, "audit-slow");
        await child.waitForLine("ready");

        child.signal("SIGTERM");
        const { lines, code } = await child.end();

        assert.equal(code, 0);
        assert.equal(recordsIn(lines).at(-1)?.event, "shutdown.ended");
      },
    );

    it(`whose reader is gone ends no service, on ${runtime}`, IN_TIME, async () => {
      const child = await launch(runtime, { env: { CONFIGURE: "1" } });
      await child.waitForLine("ready");
      child.closeOutput();

      await child.waitForLine("configured again");
      child.signal("SIGTERM");
      const { code, stderr } = await child.end();

      assert.equal(code, 0, stderr);
      assert.match(stderr, /the audit log cannot be written/);
    });
  }

  for (const runtime of RUNTIMES) {
    it(`has its facts on channels for whoever subscribes, on ${runtime}`, IN_TIME, async () => {
      const child = await launch(runtime, {}, "channels");
      await child.waitForLine("listening");
      const answer = await fetch(`http://127.0.0.1:${child.port}/`, {
        headers: { connection: "close" },
      });
      await answer.text();
      await child.waitForLine("request.ended");

      child.signal("SIGTERM");
      const { lines } = await child.end();

      assert.deepEqual([...new Set(lines)].sort(), CHANNELS);
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

async function launch(
  runtime: RuntimeName,
  options: StartOptions,
  program = "audited",
): Promise<Child> {
  const subject = new Subject(runtime);
  subjects.push(subject);
  return await subject.launch(program, options);
}
