import assert from "node:assert/strict";
import process from "node:process";
import { describe, it } from "node:test";
import { Lifecycle, release, StopReason } from "../../../../src/core/mod.ts";
import { auditLog, type AuditRecord, type Logger } from "../../../../src/observe/mod.ts";
import { auditRecordSchema } from "../../../../src/observe/schema.ts";
import { handClock } from "../../../../src/testing/mod.ts";

/** A life whose records are read back from their lines, each held against the schema. */
function audited(options: ConstructorParameters<typeof Lifecycle>[0] = {}) {
  const clock = handClock();
  const life = new Lifecycle({ clock, ...options });
  const lines: string[] = [];
  const log = auditLog(life, { write: (line) => void lines.push(line) });
  const records = (): AuditRecord[] =>
    lines.map((line) => auditRecordSchema.parse(JSON.parse(line)));
  const events = () => records().map(({ event }) => event);
  const last = () => {
    const record = records().at(-1);
    assert.ok(record?.event === "shutdown.ended");
    return record;
  };
  return { clock, life, log, lines, records, events, last };
}

const SIGTERM = new StopReason("received SIGTERM", {
  kind: "signal",
  signal: { name: "SIGTERM", number: 15 },
});

describe("auditLog", () => {
  it("writes a line for each transition, and a final record last", async () => {
    const { life, records, events } = audited();
    life.ready();

    await life.shutdown(SIGTERM);

    assert.deepEqual(events(), [
      "life.started",
      "state.changed",
      "shutdown.requested",
      ...Array<string>(6).fill("state.changed"),
      "shutdown.ended",
    ]);
    assert.deepEqual(records().map(({ sequence }) => sequence), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.equal(new Set(records().map((record) => record.life)).size, 1);
  });

  it("has no line break within a record", async () => {
    const { life, lines } = audited({ identity: { service: "two\nlines" } });
    await life.shutdown("two\nlines");

    assert.ok(lines.every((line) => !line.includes("\n")));
  });

  for (
    const { by, reason, said } of [
      { by: "signal", reason: SIGTERM, said: { signal: "SIGTERM" } },
      { by: "peer", reason: new StopReason("PM2 asked", { kind: "peer" }), said: {} },
      { by: "idle", reason: new StopReason("nothing is left", { kind: "idle" }), said: {} },
      {
        by: "crash",
        reason: new StopReason("uncaught exception", {
          kind: "failure",
          cause: Object.assign(new TypeError("no"), { code: "E_NO" }),
        }),
        said: { error: { name: "TypeError", message: "no", code: "E_NO" } },
      },
    ]
  ) {
    it(`names who asked: ${by}`, async () => {
      const { life, records, last } = audited();

      await life.shutdown(reason);

      const asked = records().find((record) => record.event === "shutdown.requested");
      assert.deepEqual(asked?.asked, { by, message: reason.message, ...said });
      assert.equal(last().asked.by, by);
    });
  }

  it("names the line of code that called", async () => {
    const { life, last } = audited();

    await life.shutdown("maintenance");

    assert.match(last().asked.where ?? "", /audit-log\.test\.ts:\d+:\d+$/);
    assert.equal(last().asked.by, "caller");
  });

  it("says of each stage how long it took and how it ended", async () => {
    const { clock, life, last } = audited({ graceMs: 10_000 });
    life.onClose("database", () => Promise.reject(new Error("gone")));
    life.onFlush("log", () => new Promise(() => {}), { timeoutMs: 100 });
    life.onCompensate("orders", () => {});
    life.gate.enter();
    const report = life.shutdown("now");
    await life.reached("draining");
    await clock.advance(20_000);
    await report;

    const { stages, compensated, forced, gates, exitCode, errors } = last();
    assert.deepEqual(stages.map(({ phase, outcome }) => `${phase} ${outcome}`), [
      "announce done",
      "drain cut",
      "compensate done",
      "close failed",
      "flush timed-out",
    ]);
    assert.equal(stages[3]?.hooks[0]?.error?.message, "gone");
    assert.deepEqual(compensated.map(({ hook, end }) => ({ hook, end })), [
      { hook: "orders", end: "done" },
    ]);
    assert.equal(forced.deadlinePassed, true);
    assert.deepEqual(forced.unstopped.map(({ path }) => path), ['1 in gate "work"', "flush/log"]);
    assert.equal(gates[0]?.cut, 1);
    assert.equal(exitCode, 1);
    assert.ok(errors.some(({ from }) => from.includes("database")));
  });

  it("says who hurried it", async () => {
    const { life, events, last } = audited();
    const report = life.shutdown(SIGTERM);

    void life.force("no patience");
    await report;

    assert.ok(events().includes("shutdown.forced"));
    assert.equal(last().forced.asked?.by, "caller");
    assert.equal(last().forced.asked?.message, "no patience");
  });

  it("writes what became of configuration", () => {
    const { life, records } = audited();
    life.configure({ delayMs: 7 }, "a file");
    assert.throws(() => life.configure({ graceMs: -1 }, "a file"));

    const [, applied, refused] = records();
    assert.ok(applied?.event === "config.applied");
    assert.deepEqual([applied.source, applied.changed, applied.kept], ["a file", ["delayMs"], []]);
    assert.ok(refused?.event === "config.refused");
    assert.match(refused.problem, /graceMs/);
  });

  it("says who cut a drain before its deadline", async () => {
    const { clock, life, last } = audited({
      drain: ({ cut }) => {
        cut(new StopReason("it is stuck", { kind: "decay" }));
        return release(() => {});
      },
    });
    life.gate.enter();
    const report = life.shutdown("now");
    await life.reached("draining");
    await clock.advance(20_000);
    await report;

    assert.equal(last().forced.drainCut?.by, "decay");
    assert.equal(last().forced.deadlinePassed, false);
    assert.equal(last().stages.find(({ phase }) => phase === "drain")?.outcome, "cut");
  });

  it("tells what was thrown, whatever it was", async () => {
    for (const [cause, message] of [[null, "null"], ["a text", "a text"]] as const) {
      const { life, records } = audited();
      await life.shutdown(new StopReason("uncaught exception", { kind: "failure", cause }));

      const asked = records().find((record) => record.event === "shutdown.requested")?.asked;
      assert.deepEqual(asked?.error, { name: "unknown", message });
    }
  });

  it("says who it is by then, without what was left open", async () => {
    const lines: string[] = [];
    const life = new Lifecycle({ identity: { service: "orders" } });
    auditLog(life, {
      write: (line) => void lines.push(line),
      identity: { version: undefined } as never,
    });
    life.configure({ identity: { version: "2" } });
    await life.shutdown();

    const { identity } = auditRecordSchema.parse(JSON.parse(lines.at(-1) ?? ""));
    assert.equal(identity.version, "2");
  });

  it("writes a shutdown that was called off, and more time", async () => {
    const { clock, life, records } = audited({ delayMs: 1_000, maxGraceMs: 60_000 });
    life.ready();
    const report = life.shutdown("planned");
    life.extend(5_000);
    life.resume();
    await clock.advance(10);
    await report;

    const facts = records().filter(({ event }) => !event.startsWith("state."));
    assert.deepEqual(facts.map(({ event }) => event), [
      "life.started",
      "shutdown.requested",
      "budget.extended",
      "shutdown.called-off",
    ]);
  });

  it("puts its own identity over that of the life", async () => {
    const lines: string[] = [];
    const life = new Lifecycle({ identity: { service: "orders", version: "1" } });
    auditLog(life, { write: (line) => void lines.push(line), identity: { version: "2" } });
    await life.shutdown();

    const { identity } = auditRecordSchema.parse(JSON.parse(lines[0] ?? ""));
    assert.deepEqual(identity, { service: "orders", version: "2" });
  });

  it("keeps the order with a slow writer, and its last line waits for the others", async () => {
    const life = new Lifecycle();
    const taken: number[] = [];
    const gates: (() => void)[] = [];
    const log = auditLog(life, {
      write: (line) => {
        taken.push((JSON.parse(line) as AuditRecord).sequence);
        return new Promise<void>((resolve) => void gates.push(resolve));
      },
    });
    await life.shutdown("now");
    assert.deepEqual(taken, [1]);

    const written = log.written();
    for (let at = 0; gates[at]; at += 1) {
      gates[at]?.();
      await Promise.resolve().then(() => {}).then(() => {});
    }
    await written;

    assert.deepEqual(taken, [...taken.keys()].map((at) => at + 1));
    assert.ok(taken.length >= 9);
  });

  it("makes the end of the process wait for the last line", async () => {
    const life = new Lifecycle();
    const done = Promise.withResolvers<void>();
    auditLog(life, { write: () => done.promise });
    await life.shutdown("now");

    let isOver = false;
    const over = life.lastWork()?.then(() => isOver = true);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isOver, false);
    done.resolve();
    await over;
    assert.equal(isOver, true);
  });

  it("comes after all other listeners", async () => {
    const { life, lines } = audited();
    let before = "";
    life.on("*", ({ type }) => {
      if (type === "stopped") before = lines.at(-1) ?? "";
    });
    await life.shutdown("now");

    assert.match(before, /"to":"stopped"/);
    assert.match(lines.at(-1) ?? "", /shutdown\.ended/);
  });

  it("goes on after a write that failed, and says so", async () => {
    const life = new Lifecycle();
    const failures: unknown[] = [];
    let calls = 0;
    const log = auditLog(life, {
      write: () => {
        calls += 1;
        if (calls === 1) throw new Error("at once");
        if (calls === 2) return Promise.reject(new Error("later"));
        return undefined;
      },
      failed: (error) => void failures.push((error as Error).message),
    });

    const { exitCode } = await life.shutdown("now");
    await log.written();

    assert.deepEqual(failures, ["at once", "later"]);
    assert.ok(calls > 5);
    assert.equal(exitCode, 0);
  });

  it("writes no more once released", async () => {
    const { life, log, lines } = audited();
    log();
    log();

    await life.shutdown("now");

    assert.equal(lines.length, 1);
  });

  it("refuses what it cannot write to, at the door", () => {
    const life = new Lifecycle();
    const logger: Logger = console;
    const cases = [
      [{}, /expected "write" or "logger", got none of them/],
      [{ write: () => {}, logger }, /got both/],
      [{ write: "file" }, /"write" must be a function, got "file"/],
      [{ logger: { info: () => {} } }, /"logger.warn" must be a function/],
      [{ logger: 5 }, /"logger" must be an object with info, warn and error, got 5/],
      [process.stdout, /got a stream; say \{ write: lineWriter\(stream\) \}/],
      [{ write: () => {}, failed: 1 }, /"failed" must be a function, got 1/],
    ] as const;
    for (const [options, message] of cases) {
      assert.throws(() => auditLog(life, options as never), { code: "BAD_OPTION", message });
    }
  });
});
