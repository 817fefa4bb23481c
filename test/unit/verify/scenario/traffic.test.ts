// The judgements of the scenarios that put requests on the service, by runs written by hand.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NEVER_TAKEN, QUEUED } from "../../../../src/verify/judge/classify.ts";
import type { ConnectionRecord, RunRecord } from "../../../../src/verify/result.ts";
import { crowd } from "../../../../src/verify/scenario/crowd.ts";
import { hotKeepAlive } from "../../../../src/verify/scenario/hot-keep-alive.ts";
import { idleKeepAlive } from "../../../../src/verify/scenario/idle-keep-alive.ts";
import { pipelining } from "../../../../src/verify/scenario/pipelining.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import { silentConnections } from "../../../../src/verify/scenario/silent-connections.ts";
import { slowRequests } from "../../../../src/verify/scenario/slow-requests.ts";
import { streams } from "../../../../src/verify/scenario/streams.ts";
import { totalTime } from "../../../../src/verify/scenario/total-time.ts";
import { uploads } from "../../../../src/verify/scenario/uploads.ts";
import type { Settings } from "../../../../src/verify/settings.ts";
import {
  endedWith,
  found,
  handRecord,
  handSettings,
  KILLED,
  request,
  withRequests,
} from "./hand-record.ts";

/** What must be answered, and in which lane it is sent. */
const IN_FLIGHT: readonly (readonly [Scenario, string])[] = [
  [slowRequests, "slow"],
  [streams, "stream"],
  [uploads, "upload"],
  [pipelining, "first"],
  [crowd, "crowd"],
];

/** What judges all that the watch sees of new connections. */
const ALL: readonly Scenario[] = [
  ...IN_FLIGHT.map(([scenario]) => scenario),
  hotKeepAlive,
  idleKeepAlive,
  silentConnections,
  totalTime,
];

/** Alive until six seconds after the signal, with one connection. */
const HELD: Partial<RunRecord> = {
  exit: { atMs: 7_000, code: 0, signal: null, killed: false },
  connections: [connection()],
};

function connection(): ConnectionRecord {
  return { id: 1, lane: "idle", openMs: 0, closeMs: 7_000, end: "fin", requests: 1 };
}

describe("the scenarios of requests in flight", () => {
  for (const [scenario, lane] of IN_FLIGHT) {
    it(`"${scenario.id}" lets none of them be lost, cut, raced or refused`, () => {
      const codes = (["lost", "cut", "race", "refused"] as const).flatMap((kind) =>
        found(scenario, withRequests(request(lane, {}), request(lane, { class: kind })))
      );

      assert.deepEqual(codes, ["fault LOST", "fault CUT", "fault RACE", "fault REFUSED"]);
    });

    it(`"${scenario.id}" finds nothing when all were answered`, () => {
      assert.deepEqual(found(scenario, withRequests(request(lane, {}))), []);
    });
  }
});

describe("all scenarios of traffic", () => {
  for (const scenario of ALL) {
    it(`"${scenario.id}" lets new connections be refused, and not be accepted and dropped`, () => {
      const refused = request("probe", { class: "refused" });
      const dropped = request("probe", { class: "lost" });

      assert.deepEqual(found(scenario, withRequests(refused)), []);
      assert.deepEqual(found(scenario, withRequests(refused, dropped)), ["fault LOST"]);
    });

    it(`"${scenario.id}" finds a late exit, and who has held it`, () => {
      assert.ok(found(scenario, KILLED).includes("fault LATE_EXIT"));
      assert.deepEqual(found(scenario, HELD), ["shortcoming HELD_BY_CLIENTS"]);
    });

    it(`"${scenario.id}" says which route it needs`, () => {
      const why = scenario.needs(handSettings());

      if (scenario === silentConnections) assert.equal(why, undefined);
      else assert.match(why ?? "", /name one with --route \w+=\/path/);
    });
  }

  it("end with 0, except where something had to be cut", () => {
    for (const scenario of ALL) {
      const expected = scenario === totalTime ? [] : ["fault EXIT_CODE"];
      assert.deepEqual(found(scenario, endedWith(124)), expected);
    }
  });
});

describe("silent-connections", () => {
  const half = (closeMs: number): Partial<RunRecord> => ({
    ...endedWith(1),
    connections: [
      {
        id: 1,
        lane: "half a head",
        openMs: 500,
        connectedMs: 501,
        closeMs,
        end: "fin",
        requests: 0,
      },
    ],
  });

  it("takes it for a shortcoming that half a head was cut and said to be", () => {
    assert.deepEqual(found(silentConnections, half(1_100)), ["shortcoming EXIT_CODE"]);
    assert.deepEqual(found(silentConnections, half(20)), ["fault EXIT_CODE"]);
    assert.deepEqual(found(silentConnections, endedWith(1)), ["fault EXIT_CODE"]);
  });
});

describe("hot-keep-alive", () => {
  const race = request("hot", { class: "race" });

  it("takes a crossed end for a shortcoming, and what was queued for nobody's", () => {
    const queued = request("hot", { class: "race", how: QUEUED });

    assert.deepEqual(found(hotKeepAlive, withRequests(race)), ["shortcoming RACES"]);
    assert.deepEqual(found(hotKeepAlive, withRequests(queued)), ["note QUEUED"]);
    assert.deepEqual(found(hotKeepAlive, withRequests(race, queued)), [
      "shortcoming RACES",
      "note QUEUED",
    ]);
  });

  it("takes it for a shortcoming that most connections end without notice, though no request crossed", () => {
    const ended = (endedUntold: number) => ({ facts: { ended: 40, endedUntold } });

    assert.deepEqual(found(hotKeepAlive, ended(40)), ["shortcoming RACES"]);
    assert.deepEqual(found(hotKeepAlive, ended(11)), ["shortcoming RACES"]);
    assert.deepEqual(found(hotKeepAlive, ended(10)), []);
  });

  it("tells of honest refusals, and lets no request be lost", () => {
    assert.deepEqual(found(hotKeepAlive, { facts: { unavailable: 3 } }), ["note UNAVAILABLE"]);
    const early = { facts: { unavailable: 3, withinDelay: 1 } };
    assert.deepEqual(found(hotKeepAlive, early), ["shortcoming UNAVAILABLE"]);
    const lost = withRequests(request("hot", { class: "lost" }));
    assert.deepEqual(found(hotKeepAlive, lost), ["fault LOST"]);
  });
});

describe("slow-requests", () => {
  it("lets those that come in the shutdown be refused, and not be accepted and dropped", () => {
    const late = (kind: "answered" | "refused" | "race" | "lost" | "cut"): readonly string[] =>
      found(slowRequests, withRequests(request("late", { class: kind })));

    for (const kind of ["answered", "refused", "race"] as const) assert.deepEqual(late(kind), []);
    assert.deepEqual(late("lost"), ["fault LOST"]);
    assert.deepEqual(late("cut"), ["fault CUT"]);
  });
});

describe("what is said of honest refusals", () => {
  const advice = (facts: RunRecord["facts"], settings: Partial<Settings> = {}): string => {
    const record = handRecord({ facts: { unavailable: 3, ...facts } });
    return hotKeepAlive.judge(record, handSettings(settings), [])[0]?.advice ?? "";
  };

  it("fits one who serves on at no time, without a word, for as long as it says, and for less", () => {
    assert.match(advice({ servedOnMs: 20 }), /^Serve on for a while/);
    assert.match(advice({ servedOnMs: 2_000 }), /say for how long with --delay/);
    assert.match(advice({ servedOnMs: 2_000 }, { delayMs: 2_000 }), /after the delay/);
    assert.match(advice({ withinDelay: 1 }, { delayMs: 2_000 }), /until the delay is over/);
  });
});

describe("pipelining", () => {
  it("lets the second be dropped behind Connection: close, and only there", () => {
    const second = (kind: "race" | "refused" | "lost"): readonly string[] =>
      found(pipelining, withRequests(request("second", { class: kind })));

    assert.deepEqual(second("race"), ["note PIPELINE_CUT"]);
    const waiting = request("second", { class: "race", how: NEVER_TAKEN });
    assert.deepEqual(found(pipelining, withRequests(waiting)), [], "none was told so");
    assert.deepEqual(second("refused"), ["note UNAVAILABLE"]);
    assert.deepEqual(second("lost"), ["fault LOST"]);
  });
});

describe("uploads", () => {
  it("finds a body that was not read to its end", () => {
    assert.deepEqual(found(uploads, { facts: { short: 1 } }), ["fault SHORT_ANSWER"]);
    assert.deepEqual(found(uploads, { facts: { short: 0 } }), []);
  });
});

describe("total-time", () => {
  it("says of a late exit what was open until then", () => {
    const open = [connection(), { ...connection(), lane: "hang" }]
      .map((each) => ({ ...each, closeMs: 12_500 }));
    const record = handRecord({ ...KILLED, connections: open });
    const [late] = totalTime.judge(record, handSettings(), []);

    assert.match(
      late?.what ?? "",
      /open until then: 1 connections \(idle\), 1 connections \(hang\)$/,
    );
  });

  it("lets what never ends be cut, and not what is only slow", () => {
    const cut = request("hang", { class: "cut" });

    assert.deepEqual(found(totalTime, withRequests(cut)), []);
    assert.deepEqual(found(totalTime, withRequests(cut, request("slow", { class: "lost" }))), [
      "fault LOST",
    ]);
  });
});
