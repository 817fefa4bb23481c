import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { heldByClients } from "../../../../src/verify/judge/held.ts";
import type { ConnectionRecord, RunRecord } from "../../../../src/verify/result.ts";
import type { Settings } from "../../../../src/verify/settings.ts";
import { handRecord, handSettings, KILLED, request } from "../scenario/hand-record.ts";

function connection(seen: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return { id: 1, lane: "idle", openMs: 500, closeMs: 7_000, end: "fin", requests: 1, ...seen };
}

function held(seen: Partial<RunRecord>, settings: Partial<Settings> = {}): readonly string[] {
  return heldByClients(handRecord(seen), handSettings(settings))
    .map(({ severity, what }) => `${severity}: ${what}`);
}

/** Six seconds after the signal, with a connection that ended then. */
const LATE: Partial<RunRecord> = {
  exit: { atMs: 7_000, code: 0, signal: null, killed: false },
  connections: [connection(), connection({ id: 2 })],
};

describe("heldByClients", () => {
  it("names the connections that were open until the end", () => {
    assert.deepEqual(held(LATE), [
      "shortcoming: lived on for 6.0 s with nothing left to do, while 2 connections (idle) were open",
    ]);
  });

  it("is a fault when it had to be killed", () => {
    const [found] = held({ ...KILLED, connections: [connection({ closeMs: 12_500 })] });

    assert.match(found ?? "", /^fault: lived on for 11\.5 s/);
  });

  it("counts from the last answer", () => {
    assert.deepEqual(held({ ...LATE, requests: [request("slow", { endMs: 6_000 })] }), []);
    assert.equal(held({ ...LATE, requests: [request("probe", { endMs: 6_000 })] }).length, 1);
  });

  it("counts from the end of the delay for which the service says that it serves on", () => {
    assert.deepEqual(held(LATE, { delayMs: 5_000 }), []);
  });

  it("accuses no connection that ended before, and none of the watch", () => {
    assert.deepEqual(held({ ...LATE, connections: [connection({ closeMs: 5_000 })] }), []);
    assert.deepEqual(held({ ...LATE, connections: [connection({ lane: "probe" })] }), []);
    assert.deepEqual(held({ ...LATE, connections: [connection({ end: "unreachable" })] }), []);
  });
});
