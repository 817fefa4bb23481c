import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { type ClosableSocket, trackSocket } from "../../../src/http/mod.ts";
import { type HandClock, handClock } from "../../../src/testing/mod.ts";

interface Bench {
  readonly clock: HandClock;
  readonly life: Lifecycle;
  readonly steps: string[];
  readonly socket: ClosableSocket;
}

function bench(): Bench {
  const clock = handClock();
  const life = new Lifecycle({ clock, graceMs: 10_000 });
  const steps: string[] = [];
  life.ready();
  return {
    clock,
    life,
    steps,
    socket: {
      close: (code, reason) => void steps.push(`${code} ${reason} at ${clock.nowMs()}`),
      terminate: () => void steps.push(`cut at ${clock.nowMs()}`),
    },
  };
}

describe("trackSocket", () => {
  it("closes a socket with 1001 when the drain begins, and waits until it is gone", async () => {
    const { clock, life, steps, socket } = bench();
    const gone = trackSocket(life, "GET /ws", socket);

    const report = life.shutdown("test");
    await clock.advance(1_000);
    assert.deepEqual(steps, ["1001 The service is shutting down at 0"]);
    assert.equal(life.state, "draining");
    gone();
    gone();

    assert.equal((await report).exitCode, 0);
  });

  it("cuts a client that does not answer once it has had its share", async () => {
    const { clock, life, steps, socket } = bench();
    const gone = trackSocket(life, "GET /ws", socket);

    const report = life.shutdown("test");
    await clock.advance(3_000);
    gone();

    assert.deepEqual(steps, ["1001 The service is shutting down at 0", "cut at 2000"]);
    assert.equal((await report).exitCode, 0);
  });

  it("lets go of a client that does not answer where none can be cut", async () => {
    const { clock, life } = bench();
    trackSocket(life, "GET /ws", { close: () => {} });

    const report = life.shutdown("test");
    await clock.advance(3_000);

    assert.equal((await report).exitCode, 0);
  });

  it("does not close a socket that is gone", async () => {
    const { life, steps, socket } = bench();
    trackSocket(life, "GET /ws", socket)();

    await life.shutdown("test");

    assert.deepEqual(steps, []);
  });

  it("closes a socket at once that comes after the gate was closed", () => {
    const life = new Lifecycle();
    const codes: (number | undefined)[] = [];
    life.gate.close();

    const gone = trackSocket(life, "GET /ws", { close: (code) => void codes.push(code) });
    gone();

    assert.deepEqual(codes, [1001]);
    assert.equal(life.gate.inFlight, 0);
  });
});
