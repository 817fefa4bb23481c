import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Gate } from "../../../src/core/gate.ts";

/** Whether a promise has settled after all that is due has run. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => settled = true);
  for (let turn = 0; turn < 10; turn += 1) await undefined;
  return settled;
}

describe("Gate", () => {
  it("counts what is inside", () => {
    const gate = new Gate("http");

    gate.enter();
    gate.lease("GET /");
    gate.lease("GET /events", { kind: "longLived" });

    const expected = { closed: false, inFlight: 3, longLived: 1, refused: 0 };
    assert.deepEqual(gate.stats(), expected);
    assert.equal(gate.inFlight, 3);
  });

  it("refuses as a value once it is closed, and counts that", () => {
    const gate = new Gate("http");
    gate.close();

    assert.equal(gate.enter(), false);
    assert.equal(gate.lease("GET /"), undefined);
    assert.deepEqual(gate.stats(), { closed: true, inFlight: 0, longLived: 0, refused: 2 });
  });

  it("leaves what is inside alone when it closes", async () => {
    const gate = new Gate("http");
    const lease = gate.lease("GET /");

    gate.close();
    gate.close();

    assert.equal(gate.isClosed, true);
    assert.deepEqual(gate.leases(), [lease]);
    assert.equal(await hasSettled(gate.idle), false);
  });

  it("is idle at once when it closes empty", async () => {
    const gate = new Gate("http");

    gate.close();

    assert.equal(await hasSettled(gate.idle), true);
  });

  it("is not idle while it is open, though it is empty", async () => {
    const gate = new Gate("http");
    gate.enter();
    gate.leave();

    assert.equal(await hasSettled(gate.idle), false);
  });

  it("is idle when the last has left, of whatever kind", async () => {
    const gate = new Gate("http");
    gate.enter();
    const leases = [gate.lease("a"), gate.lease("b", { kind: "longLived" })];
    gate.close();

    gate.leave();
    leases[1]?.release();
    assert.equal(await hasSettled(gate.idle), false);
    leases[0]?.release();

    assert.equal(await hasSettled(gate.idle), true);
  });

  it("tells all who wait", async () => {
    const gate = new Gate("http");
    gate.enter();
    gate.close();
    const waiting = Array.from({ length: 100 }, () => gate.idle);

    gate.leave();

    assert.equal(await hasSettled(Promise.all(waiting)), true);
  });

  it("lets work in again when it is reopened", async () => {
    const gate = new Gate("http");
    gate.close();
    const first = gate.idle;

    gate.reopen();
    gate.reopen();

    assert.equal(gate.enter(), true);
    assert.equal(await hasSettled(first), true);
    assert.equal(await hasSettled(gate.idle), false);
    gate.leave();
    gate.close();
    assert.equal(await hasSettled(gate.idle), true);
  });

  it("keeps those waiting who waited when it was reopened with work inside", async () => {
    const gate = new Gate("http");
    gate.enter();
    gate.close();
    const waiting = gate.idle;

    gate.reopen();
    gate.leave();
    assert.equal(await hasSettled(waiting), false);
    gate.close();

    assert.equal(await hasSettled(waiting), true);
  });

  it("says when more have left than entered, and stays right", () => {
    const gate = new Gate("http");

    assert.throws(() => gate.leave(), {
      name: "QuiesceError",
      code: "WRONG_STATE",
      message: 'Cannot leave gate "http": nothing is inside',
    });
    gate.enter();
    assert.equal(gate.inFlight, 1);
  });

  it("names its leases, newest first", () => {
    const gate = new Gate("http");
    const [a, b, c] = ["a", "b", "c"].map((name) => gate.lease(name));
    gate.enter();

    assert.deepEqual(gate.leases().map(({ name }) => name), ["c", "b", "a"]);
    b?.release();
    assert.deepEqual(gate.leases().map(({ name }) => name), ["c", "a"]);
    c?.release();
    a?.release();
    assert.deepEqual(gate.leases(), []);
  });

  it("ends only what is long-lived, all of it, whoever throws", () => {
    const gate = new Gate("http");
    const heard: unknown[] = [];
    gate.lease("short", { end: () => assert.fail() });
    gate.lease("a", { kind: "longLived", end: (reason) => heard.push(reason) });
    gate.lease("broken", {
      kind: "longLived",
      end: () => {
        throw "broken";
      },
    });

    gate.endLongLived("why", (error) => heard.push(error));

    assert.deepEqual(heard, ["broken", "why"]);
  });

  it("ends at once what becomes long-lived after the rest was ended, until it is reopened", () => {
    const gate = new Gate("http");
    const lease = gate.lease("GET /events");
    const later = gate.lease("GET /later");
    const heard: unknown[] = [];

    gate.endLongLived("why", (error) => heard.push(error));
    lease?.becomeLongLived((reason) => heard.push(reason));
    gate.close();
    gate.reopen();
    later?.becomeLongLived((reason) => heard.push(reason));

    assert.deepEqual(heard, ["why"]);
  });

  it("holds nothing of work that has ended", () => {
    const gate = new Gate("http");

    for (let at = 0; at < 10_000; at += 1) gate.lease(`GET /${at}`)?.release();

    assert.deepEqual(gate.leases(), []);
    assert.equal(gate.inFlight, 0);
  });
});
