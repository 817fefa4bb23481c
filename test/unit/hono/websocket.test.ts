import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Context } from "hono";
import { WSContext, type WSEvents } from "hono/ws";
import { websocket } from "../../../adapters/hono/mod.ts";
import { Lifecycle } from "../../../src/core/mod.ts";
import { own } from "../../../src/http/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

// SAFETY: what `upgradeWebSocket` hands on is a whole context; of it only this is read.
const CONTEXT = { env: {}, req: { method: "GET", path: "/ws" } } as unknown as Context;

function socketOf(raw: object, closed: number[] = []): WSContext<object> {
  return new WSContext({
    raw,
    readyState: 1,
    send: () => {},
    close: (code) => void closed.push(code ?? 1005),
  });
}

function open(events: WSEvents<object>, socket: WSContext<object>): void {
  events.onOpen?.(new Event("open"), socket);
}

function close(events: WSEvents<object>, socket: WSContext<object>): void {
  // SAFETY: Node 22 has no `CloseEvent`; nothing of it is read.
  events.onClose?.(new Event("close") as CloseEvent, socket);
}

describe("websocket", () => {
  it("counts a socket from its opening to its close, and hands on each event", async () => {
    const life = new Lifecycle({ clock: handClock() });
    const seen: string[] = [];
    const own: WSEvents<object> = {
      onOpen: () => void seen.push("open"),
      onClose: () => void seen.push("close"),
    };
    const events = await websocket<object>(life, () => own)(CONTEXT);
    const socket = socketOf({});

    open(events, socket);
    assert.deepEqual(life.gate.leases().map(({ name, kind }) => [name, kind]), [
      ["GET /ws", "longLived"],
    ]);
    close(events, socket);

    assert.equal(life.gate.inFlight, 0);
    assert.deepEqual(seen, ["open", "close"]);
  });

  it("closes it with 1001 in a drain", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 10_000 });
    const events = await websocket<object>(life, () => ({}))(CONTEXT);
    const codes: number[] = [];
    const socket = socketOf({}, codes);
    open(events, socket);
    life.ready();

    const report = life.shutdown("test");
    await clock.advance(2_000);
    close(events, socket);

    assert.deepEqual(codes, [1001]);
    assert.equal((await report).exitCode, 0);
  });

  it("leaves a socket alone that its server counts itself", async () => {
    const life = new Lifecycle({ clock: handClock() });
    const events = await websocket<object>(life, () => ({}))(CONTEXT);
    const raw = {};
    own(raw);

    open(events, socketOf(raw));

    assert.equal(life.gate.inFlight, 0);
  });
});
