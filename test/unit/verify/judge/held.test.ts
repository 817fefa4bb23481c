import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ENDLESS } from "../../../../src/verify/judge/classify.ts";
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

    assert.match(found ?? "", /^fault: lived on for 10\.0 s/, "until the platform would have");
  });

  it("counts from the last answer", () => {
    assert.deepEqual(held({ ...LATE, requests: [request("slow", { endMs: 6_000 })] }), []);
    assert.equal(held({ ...LATE, requests: [request("probe", { endMs: 6_000 })] }).length, 1);
  });

  it("counts from the end of the delay for which the service says that it serves on", () => {
    assert.deepEqual(held(LATE, { delayMs: 5_000 }), []);
  });

  it("counts from the end of the listener, since who takes new connections has something to do", () => {
    const probe = { answered: 9, refused: 9, race: 0, lost: 0, cut: 0, unjudged: 0 };
    const refusing = (atMs: number) => [{ atMs, kind: "refusing" as const, label: "closed" }];

    assert.match(held({ ...LATE, marks: refusing(3_000) })[0] ?? "", /for 4\.0 s/);
    assert.deepEqual(held({ ...LATE, marks: refusing(6_500) }), []);
    assert.deepEqual(held({ ...LATE, lanes: { probe } }), [], "it has listened until the end");
    assert.equal(held({ ...LATE, lanes: { probe }, marks: refusing(1_000) }).length, 1);
  });

  it("takes what has no end for work until it is cut, and not what the watch itself has ended", () => {
    const one = (how: string) =>
      held({ ...LATE, requests: [request("hang", { class: "unjudged", how, endMs: 6_500 })] });

    assert.deepEqual(one(ENDLESS), []);
    assert.equal(one("ended by the watcher").length, 1);
  });

  it("accuses no connection that ended before, and none of the watch", () => {
    assert.deepEqual(held({ ...LATE, connections: [connection({ closeMs: 5_000 })] }), []);
    assert.deepEqual(held({ ...LATE, connections: [connection({ lane: "probe" })] }), []);
    assert.deepEqual(held({ ...LATE, connections: [connection({ end: "unreachable" })] }), []);
  });
});
