import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Gate } from "../../../src/core/gate.ts";
import { Lease } from "../../../src/core/lease.ts";

describe("Lease", () => {
  it("is short and of unknown age unless it says otherwise", () => {
    const lease = new Gate("http").lease("GET /");

    assert.equal(lease?.name, "GET /");
    assert.equal(lease?.kind, "short");
    assert.ok(Number.isNaN(lease?.sinceMs));
  });

  it("knows when its work began", () => {
    assert.equal(new Gate("http").lease("GET /", { sinceMs: 5 })?.sinceMs, 5);
  });

  it("is released once, by its method or by its disposer", () => {
    const gate = new Gate("http");
    const [one, other] = [gate.lease("one"), gate.lease("other")];

    one?.release();
    one?.[Symbol.dispose]();
    one?.release();

    assert.equal(gate.inFlight, 1);
    assert.deepEqual(gate.leases(), [other]);
  });

  it("becomes long-lived once, and the last end counts", () => {
    const gate = new Gate("http");
    const ended: string[] = [];
    const lease = gate.lease("GET /events");

    lease?.becomeLongLived(() => ended.push("first"));
    lease?.becomeLongLived(() => ended.push("last"));

    assert.equal(lease?.kind, "longLived");
    assert.equal(gate.stats().longLived, 1);
    gate.endLongLived("why", () => assert.fail());
    assert.deepEqual(ended, ["last"]);
  });

  it("ends once", () => {
    const reasons: unknown[] = [];
    const lease = new Gate("http").lease("GET /events", {
      kind: "longLived",
      end: (reason) => reasons.push(reason),
    });

    lease?.end("first");
    lease?.end("second");

    assert.deepEqual(reasons, ["first"]);
  });

  it("does not end what has ended", () => {
    const lease = new Gate("http").lease("GET /events", {
      kind: "longLived",
      end: () => assert.fail(),
    });

    lease?.release();

    lease?.end("too late");
  });

  it("counts nothing when it becomes long-lived after its release", () => {
    const gate = new Gate("http");
    const lease = gate.lease("GET /");

    lease?.release();
    lease?.becomeLongLived(() => assert.fail());

    assert.deepEqual([gate.inFlight, gate.stats().longLived], [0, 0]);
  });

  it("may be released by its own end", () => {
    const gate = new Gate("http");
    const end = (): void => {
      for (const each of leases) each?.release();
    };
    const leases = ["a", "b", "c"].map((name) => gate.lease(name, { kind: "longLived", end }));

    gate.endLongLived("why", () => assert.fail());

    assert.deepEqual([gate.inFlight, gate.stats().longLived, gate.leases().length], [0, 0, 0]);
  });

  it("can be made by nobody's gate, and means nothing then", () => {
    const lease = new Lease("loose");

    lease.release();

    assert.deepEqual(lease.others(), []);
  });
});
