import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configure, getLogger, type LogRecord, reset } from "@logtape/logtape";
import pino from "pino";
import { Lifecycle } from "../../../../src/core/mod.ts";
import { auditLog, type AuditRecord, type Logger } from "../../../../src/observe/mod.ts";

/** Ends a life whose audit log goes to a logger; with an error, it ends with 1. */
async function end(logger: Logger, fails = false): Promise<void> {
  const life = new Lifecycle();
  auditLog(life, { logger });
  if (fails) life.onClose("database", () => Promise.reject(new Error("gone")));
  await life.shutdown("now");
}

describe("a logger takes audit records", () => {
  it("as console does, which prints no more than two levels of an object", async () => {
    const lines: unknown[][] = [];
    const { info } = console;
    console.info = (...given: unknown[]) => void lines.push(given);
    try {
      await end(console);
    } finally {
      console.info = info;
    }

    assert.ok(lines.every((given) => given.length === 1));
    const last = JSON.parse(String(lines.at(-1)?.[0])) as AuditRecord;
    assert.equal(last.event, "shutdown.ended");
  });

  it("as any logger does that takes a text first", async () => {
    const calls: unknown[][] = [];
    const take = (level: string) => (...args: unknown[]) => void calls.push([level, ...args]);

    await end({ info: take("info"), warn: take("warn"), error: take("error") }, true);

    const [level, text, record] = calls.at(-1) ?? [];
    assert.equal(level, "error");
    assert.match(String(text), /^quiesce: ended with 1 after \d+ ms$/);
    assert.equal((record as AuditRecord).event, "shutdown.ended");
    assert.ok(calls.slice(0, -1).every(([each]) => each === "info"));
  });

  it("with a warning for what was hurried and refused", () => {
    const levels: string[] = [];
    const take = (level: string) => () => void levels.push(level);
    const life = new Lifecycle();
    auditLog(life, { logger: { info: take("info"), warn: take("warn"), error: take("error") } });

    assert.throws(() => life.configure({ graceMs: -1 }));
    void life.force("no patience");

    assert.deepEqual(levels.filter((level) => level === "warn"), ["warn", "warn"]);
  });

  it("as pino does", async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = pino({ level: "info" }, {
      write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });

    await end(logger);

    const last = lines.at(-1);
    assert.equal((last?.["audit"] as AuditRecord | undefined)?.event, "shutdown.ended");
    assert.equal(last?.["level"], 30);
    assert.equal(typeof last?.["time"], "number");
    assert.match(String(last?.["msg"]), /^quiesce: ended with 0/);
  });

  it("as LogTape does", async () => {
    const records: LogRecord[] = [];
    await configure({
      sinks: { memory: (record) => void records.push(record) },
      loggers: [
        { category: "app", sinks: ["memory"], lowestLevel: "info" },
        { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
      ],
    });
    try {
      await end(getLogger("app"));
    } finally {
      await reset();
    }

    const last = records.at(-1);
    assert.equal(last?.properties["event"], "shutdown.ended");
    assert.match(String(last?.message[0]), /^quiesce: ended with 0/);
  });
});
