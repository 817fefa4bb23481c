import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { trackSocket } from "../../../src/http/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

describe("trackSocket", () => {
  it("closes a socket with 1001 once it has had its share, and waits until it is gone", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    const codes: string[] = [];
    const socket = { close: (code?: number) => void codes.push(`${code} at ${clock.nowMs()}`) };
    const gone = trackSocket(life, "GET /ws", socket);
    life.ready();

    const report = life.shutdown("test");
    await clock.advance(3_000);
    assert.deepEqual(codes, ["1001 at 2000"]);
    assert.equal(life.state, "draining");
    gone();
    gone();

    assert.equal((await report).exitCode, 0);
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
