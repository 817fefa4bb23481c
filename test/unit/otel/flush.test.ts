import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instrument } from "../../../adapters/otel/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";
import { type Recording, recording } from "./recording.ts";

interface Bench extends Recording {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly steps: string[];
  readonly warnings: readonly string[];
}

function bench(flush: (steps: string[]) => unknown): Bench {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 20_000 });
  const recorded = recording();
  const steps: string[] = [];
  const warnings: string[] = [];
  instrument(life, {
    tracerProvider: recorded.provider,
    metrics: false,
    flush: () => {
      steps.push("telemetry");
      return flush(steps);
    },
    warn: (line) => void warnings.push(line),
  });
  return { ...recorded, clock, life, steps, warnings };
}

describe("the last flush", () => {
  it("comes after the other hooks of the phase, and once more when all is over", async () => {
    const { life, steps, spans } = bench(() => {});
    life.onFlush("log", () => void steps.push("log"));
    life.onClose("database", () => void steps.push("database"));
    let sent = 0;
    life.on("stopped", () => void (sent = spans().length));

    await life.shutdown();
    assert.ok(life.lastWork(), "the process does not wait for it");
    await life.lastWork();

    assert.deepEqual(steps, ["database", "log", "telemetry", "telemetry"]);
    // Of the whole, of five phases and of three hooks.
    assert.equal(sent, 9);
  });

  it("costs a dead collector its bound once, and never the exit code", async () => {
    const { clock, life, steps, warnings } = bench(() => new Promise(() => {}));

    const shutdown = life.shutdown();
    await clock.advance(1_000);
    const report = await shutdown;
    await life.lastWork();

    assert.equal(report.exitCode, 0);
    assert.equal(report.tookMs, 1_000);
    assert.deepEqual(report.hooks.map(({ end }) => end), ["done"]);
    assert.deepEqual(steps, ["telemetry"]);
    assert.equal(warnings.length, 1);
  });

  it("costs a failing exporter nothing but a line", async () => {
    const { life, warnings } = bench(() => Promise.reject(new Error("refused")));

    const report = await life.shutdown();

    assert.equal(report.exitCode, 0);
    assert.deepEqual(warnings, ["quiesce: telemetry may be lost: refused"]);
  });

  it("keeps to what a hook before it has left, so that the phase need not give it up", async () => {
    const { clock, life } = bench(() => new Promise(() => {}));
    life.onFlush("log", async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      clock.after(19_800, resolve);
      await promise;
    });

    const shutdown = life.shutdown();
    await clock.advance(20_000);
    const report = await shutdown;

    assert.deepEqual(report.hooks.map(({ end }) => end), ["done", "done"]);
    assert.equal(report.exitCode, 0);
  });

  it("is left to the very end when a hook before it has used up the phase", async () => {
    const { clock, life, warnings } = bench(() => new Promise(() => {}));
    life.onFlush("log", () => new Promise(() => {}));

    const shutdown = life.shutdown();
    await clock.advance(20_000);
    const report = await shutdown;

    assert.ok(report.tookMs <= 20_000);
    const ends = report.hooks.map(({ hook, end }) => `${hook} ${end}`);
    assert.deepEqual(ends.toSorted(), ["log timed-out", "opentelemetry done"]);
    await clock.advance(100);
    await life.lastWork();
    assert.deepEqual(warnings, ["quiesce: telemetry may be lost: it was not sent within 50 ms"]);
  });

  it("takes the providers when it is given nothing else", async () => {
    const clock = handClock();
    const flushed: string[] = [];
    const life = new Lifecycle({ clock });
    const { provider } = recording();
    const tracerProvider = Object.assign(Object.create(provider), {
      forceFlush: () => Promise.resolve(flushed.push("spans")),
    });
    instrument(life, { tracerProvider, metrics: false });

    await life.shutdown();
    await life.lastWork();

    assert.deepEqual(flushed, ["spans", "spans"]);
  });
});
