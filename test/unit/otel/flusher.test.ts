import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Flusher } from "../../../adapters/otel/flusher.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Bench {
  readonly clock: HandClock;
  readonly flusher: Flusher;
  readonly warnings: readonly string[];
}

function bench(flush: () => unknown, mostMs = 1_000): Bench {
  const clock = handClock();
  const warnings: string[] = [];
  const flusher = new Flusher({ clock, flush, mostMs, warn: (line) => void warnings.push(line) });
  return { clock, flusher, warnings };
}

describe("Flusher", () => {
  it("ends once all was sent, and says nothing", async () => {
    let count = 0;
    const { clock, flusher, warnings } = bench(() => void (count += 1));

    await flusher.run(1_000);
    await flusher.run(1_000);

    assert.equal(count, 2);
    assert.deepEqual(warnings, []);
    assert.equal(clock.pending, 0);
  });

  it("gives up at the bound, and does not try again", async () => {
    let count = 0;
    const { clock, flusher, warnings } = bench(() => {
      count += 1;
      return new Promise(() => {});
    });

    const run = flusher.run(5_000);
    await clock.advance(1_000);
    await run;
    await flusher.run(5_000);

    assert.equal(count, 1);
    assert.deepEqual(warnings, [
      "quiesce: telemetry may be lost: it was not sent within 1000 ms",
    ]);
    assert.equal(clock.pending, 0);
  });

  it("shares one bound between its calls", async () => {
    let ends: (() => void) | undefined;
    const { clock, flusher, warnings } = bench(() => new Promise<void>((end) => void (ends = end)));

    const first = flusher.run(5_000);
    await clock.advance(700);
    ends?.();
    await first;
    const second = flusher.run(5_000);
    await clock.advance(300);
    await second;

    assert.deepEqual(warnings, ["quiesce: telemetry may be lost: it was not sent within 300 ms"]);
  });

  it("keeps to what is left of the budget when that is less", async () => {
    const { clock, flusher, warnings } = bench(() => new Promise(() => {}));

    const run = flusher.run(40);
    await clock.advance(40);
    await run;

    assert.equal(warnings.length, 1);
  });

  it("never rejects, and says what went wrong", async () => {
    const thrown = [
      () => {
        throw new Error("on purpose");
      },
      () => Promise.reject(new Error("on purpose")),
      // As the providers of OpenTelemetry do.
      () => Promise.reject([new Error("on purpose"), new Error("another")]),
    ];
    for (const flush of thrown) {
      const { flusher, warnings } = bench(flush);

      await flusher.run(1_000);

      assert.deepEqual(warnings, ["quiesce: telemetry may be lost: on purpose"]);
    }
  });
});
