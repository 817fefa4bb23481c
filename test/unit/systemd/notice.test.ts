import assert from "node:assert/strict";
import { constants } from "node:os";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Message } from "../../../adapters/systemd/message.ts";
import { Notice, type NoticeSettings } from "../../../adapters/systemd/notice.ts";
import { Outbox } from "../../../adapters/systemd/outbox.ts";
import { Lifecycle, type LifecycleOptions, type Release } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Told {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly notice: Notice;
  readonly sent: readonly Message[];
  readonly warnings: readonly string[];
  readonly undo: Release;
}

function told(options: LifecycleOptions = {}, settings: Partial<NoticeSettings> = {}): Told {
  const clock = handClock();
  const life = new Lifecycle({ graceMs: 10_000, ...options, clock });
  const sent: Message[] = [];
  const warnings: string[] = [];
  const outbox = new Outbox((message) => Promise.resolve(void sent.push(message)), () => {});
  const notice = new Notice(life, {
    stoppingFrom: "announcing",
    statusEveryMs: 1_000,
    extendMs: 5_000,
    warn: (line) => void warnings.push(line),
    ...settings,
  }, outbox);
  return { clock, life, notice, sent, warnings, undo: notice.follow() };
}

function turnsOf(sent: readonly Message[]): readonly string[] {
  return sent.flatMap((message) =>
    ["READY", "RELOADING", "STOPPING"].filter((name) => name in message)
  );
}

describe("what systemd is told", () => {
  it("is that it starts, is ready, is paused and is ready, without a second READY", async () => {
    const { life, sent } = told();

    await turn();
    life.ready();
    await turn();
    life.pause();
    await turn();
    life.resume();
    await turn();

    assert.deepEqual(sent, [
      { STATUS: "starting" },
      { READY: "1", STATUS: "ready" },
      { STATUS: "paused" },
      { STATUS: "ready" },
    ]);
  });

  it("is STOPPING at the first trigger, with the reason and what is waited for", async () => {
    const { clock, life, sent } = told({ delayMs: 2_000 });
    life.onAnnounce("registry", () => new Promise<void>((resolve) => clock.after(1_500, resolve)));
    life.ready();
    life.gate.enter();
    await turn();

    void life.shutdown("a new version");
    await clock.advance(1_000);

    assert.equal(sent[2]?.STOPPING, "1");
    assert.equal(sent[2]?.EXTEND_TIMEOUT_USEC, "5000000");
    assert.equal(
      sent[3]?.STATUS,
      "announcing, a new version: waiting for 1 in flight, announce/registry",
    );
  });

  it("names five of what is open, and counts the rest", async () => {
    const { clock, life, sent } = told();
    life.ready();
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      life.spawn(`task-${number}`, () => new Promise(() => {}));
    }

    void life.shutdown("enough");
    await clock.advance(1_000);

    const status = sent.at(-1)?.STATUS ?? "";
    assert.equal(status.match(/\/task-\d/g)?.length, 5);
    assert.match(status, /^draining, enough: waiting for .*, 2 more$/);
  });

  it("is to wait longer only when something has moved, and never beyond the budget", async () => {
    const { clock, life, sent } = told();
    life.ready();
    life.gate.enter();
    life.gate.enter();
    void life.shutdown();
    await clock.advance(1_000);
    const before = sent.length;

    await clock.advance(3_000);
    assert.equal(sent.length, before);
    life.gate.leave();
    await clock.advance(3_000);

    assert.deepEqual(sent.slice(before).map((message) => message.EXTEND_TIMEOUT_USEC), [
      "4900000",
    ]);
  });

  it("is to wait longer when the budget was extended", async () => {
    const { clock, life, sent } = told({ maxGraceMs: 20_000 });
    life.ready();
    life.gate.enter();
    void life.shutdown();
    await clock.advance(1_000);
    const before = sent.length;

    life.extend(5_000);
    await turn();

    assert.equal(sent.slice(before).length, 1);
    assert.equal(sent.at(-1)?.EXTEND_TIMEOUT_USEC, "5000000");
  });

  it("is never to wait longer when no time is to be asked for", async () => {
    const { clock, life, sent } = told({}, { extendMs: 0 });
    life.ready();

    const ended = life.shutdown();
    await clock.advance(1_000);
    await ended;

    assert.deepEqual(sent.filter((message) => "EXTEND_TIMEOUT_USEC" in message), []);
  });

  it("is how it ended, as the last word", async () => {
    const { clock, life, sent } = told();
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    life.onClose("database", () => Promise.reject(new Error("does not close", { cause })));
    life.ready();

    const ended = life.shutdown("a new version");
    await clock.advance(1_000);
    const { exitCode } = await ended;

    assert.equal(exitCode, 1);
    assert.equal(clock.pending, 0);
    assert.deepEqual({ ...sent.at(-1), STATUS: sent.at(-1)?.STATUS?.split(" after")[0] }, {
      STATUS: "stopped, a new version: completed",
      EXIT_STATUS: "1",
      ERRNO: String(constants.errno.ECONNREFUSED),
    });
  });

  it("is RELOADING and READY around reloads, once for those that overlap", async () => {
    const { life, notice, sent } = told();
    life.ready();
    const first = Promise.withResolvers<string>();

    const reload = notice.reload(() => first.promise);
    await notice.reload(() => "second");
    await turn();
    assert.deepEqual(turnsOf(sent), ["READY", "RELOADING"]);
    first.resolve("first");

    assert.equal(await reload, "first");
    await turn();
    assert.deepEqual(turnsOf(sent), ["READY", "RELOADING", "READY"]);
    assert.equal(sent.find((message) => message.RELOADING)?.STATUS, "reloading");
  });

  it("is READY also after a reload that failed, and nothing of one during a shutdown", async () => {
    const { life, notice, sent } = told();
    life.ready();

    await assert.rejects(notice.reload(() => Promise.reject(new Error("no such file"))), /no such/);
    await turn();
    assert.deepEqual(turnsOf(sent), ["READY", "RELOADING", "READY"]);
    void life.shutdown();
    assert.equal(await notice.reload(() => "read"), "read");
    await turn();

    assert.deepEqual(turnsOf(sent), ["READY", "RELOADING", "READY", "STOPPING"]);
  });

  it("cannot be taken back: a shutdown that was called off is warned of", async () => {
    const { life, sent, warnings } = told({ delayMs: 2_000 });
    life.ready();
    void life.shutdown();

    life.resume();
    await turn();

    assert.match(sent.at(-1)?.STATUS ?? "", /^ready, the shutdown was called off, but/);
    assert.match(warnings.join(), /"stoppingFrom"/);
  });

  it("is nothing final before the drain, when asked so", async () => {
    const { clock, life, sent, warnings } = told({ delayMs: 2_000 }, { stoppingFrom: "draining" });
    life.ready();
    void life.shutdown();

    life.resume();
    await turn();
    assert.deepEqual([turnsOf(sent), sent.at(-1)?.STATUS, warnings], [["READY"], "ready", []]);
    void life.shutdown();
    await clock.advance(2_000);

    assert.deepEqual(turnsOf(sent), ["READY", "STOPPING"]);
  });

  it("is nothing more once it is released", async () => {
    const { clock, life, notice, sent, undo } = told();
    life.ready();
    await turn();
    const before = sent.length;

    undo();
    await notice.reload(() => {});
    void life.shutdown();
    await clock.advance(1_000);

    assert.equal(sent.length, before);
  });

  it("is where a life is that was asked to end before", async () => {
    const clock = handClock();
    const life = new Lifecycle({ graceMs: 10_000, clock });
    life.ready();
    life.gate.enter();
    void life.shutdown();
    const sent: Message[] = [];
    const outbox = new Outbox((message) => Promise.resolve(void sent.push(message)), () => {});
    const settings = { stoppingFrom: "announcing", statusEveryMs: 1_000, extendMs: 0 } as const;

    new Notice(life, { ...settings, warn: () => {} }, outbox).follow();
    await turn();

    assert.deepEqual(turnsOf(sent), ["STOPPING"]);
  });
});
