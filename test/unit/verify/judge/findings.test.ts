import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GUESSES, NEVER_TAKEN } from "../../../../src/verify/judge/classify.ts";
import { lateExit, lostRequests, NOT_ANSWERED } from "../../../../src/verify/judge/findings.ts";
import type { RequestRecord, RunRecord } from "../../../../src/verify/result.ts";
import {
  handRecord,
  handSettings,
  KILLED,
  request,
  withRequests,
} from "../scenario/hand-record.ts";

describe("lostRequests", () => {
  const lost = request("hot", { id: 7, class: "lost", how: "read, then dropped" });

  it("finds nothing where all were answered, refused or crossed the end", () => {
    const record = handRecord(withRequests(
      request("hot", {}),
      request("hot", { class: "refused" }),
      request("hot", { class: "race" }),
    ));

    assert.deepEqual(lostRequests(record, ["hot"]), []);
  });

  it("names the requests, their number, and why", () => {
    const record = handRecord(withRequests(request("hot", {}), lost));

    const [only] = lostRequests(record, ["hot"]);

    assert.equal(only?.severity, "fault");
    assert.equal(only?.code, "LOST");
    assert.equal(only?.what, "1 of 2 requests (hot) lost: read, then dropped");
    assert.deepEqual(only?.requests, [7]);
  });

  it("looks at the lanes and classes that it is told only", () => {
    const record = handRecord(withRequests(lost, request("hot", { class: "refused", how: "503" })));

    assert.deepEqual(lostRequests(record, ["slow"]), []);
    const codes = lostRequests(record, ["hot"], ["refused"]).map(({ code }) => code);
    assert.deepEqual(codes, ["REFUSED"]);
  });

  it("counts those too that are not kept", () => {
    const { requests = [] } = withRequests(lost);
    const counts = { answered: 100, refused: 0, race: 0, lost: 900, cut: 0, unjudged: 0 };

    const [only] = lostRequests(handRecord({ requests, lanes: { hot: counts } }), ["hot"]);

    assert.match(only?.what ?? "", /^900 of 1000 requests/);
  });
});

describe("lostRequests, where it is not sure", () => {
  const dropped = (count: number, how: string, lane: string) =>
    handRecord(withRequests(
      ...Array.from({ length: count }, (_, id) => request(lane, { id, class: "lost", how })),
      request(lane, {}),
    ));
  const severities = (record: RunRecord, lane: string) =>
    lostRequests(record, [lane]).map(({ severity, code }) => `${severity} ${code}`);

  it("accuses by what the kernel has shown, be it a single probe", () => {
    const record = dropped(1, "read, then dropped", "probe");

    assert.deepEqual(severities(record, "probe"), ["fault LOST"]);
  });

  it("accuses by times only where it is no rare thing, or what the scenario itself had sent", () => {
    const { dropped: how } = GUESSES;

    assert.deepEqual(severities(dropped(2, how, "probe"), "probe"), ["note LOST"]);
    assert.deepEqual(severities(dropped(2, how, "late"), "late"), ["note LOST"]);
    assert.deepEqual(severities(dropped(3, how, "probe"), "probe"), ["fault LOST"]);
    assert.deepEqual(severities(dropped(1, how, "slow"), "slow"), ["fault LOST"]);
  });

  it("does not hold against a service what it has never taken from its listener", () => {
    const waiting = [1, 2].map((id) => request("slow", { id, class: "race", how: NEVER_TAKEN }));
    const raced = request("slow", { id: 3, class: "race", how: "by hand" });
    const found = (...requests: readonly RequestRecord[]) =>
      lostRequests(
        handRecord(withRequests(request("slow", {}), ...requests)),
        ["slow"],
        NOT_ANSWERED,
      )
        .map(({ severity, code, what }) => `${severity} ${code}: ${what}`);
    const queued =
      "note QUEUED: 2 of 3 requests (slow) waited for the listener until it closed, and were never taken";

    assert.deepEqual(found(...waiting), [queued]);
    assert.deepEqual(found(...waiting, raced), [
      queued.replace("of 3", "of 4"),
      "fault RACE: 1 of 4 requests (slow) race: by hand",
    ]);
  });
});

describe("lateExit", () => {
  it("lets an exit pass that came within the grace period", () => {
    for (const exitMs of [10, 9_999, 10_000]) {
      assert.deepEqual(lateExit(handRecord({ figures: { exitMs } }), handSettings()), []);
    }
  });

  it("only tells of one that came so soon after it that a busy machine may be to blame", () => {
    const [late] = lateExit(handRecord({ figures: { exitMs: 11_300 } }), handSettings());

    assert.equal(late?.severity, "shortcoming");
    assert.equal(late?.code, "LATE_EXIT");
    assert.match(late?.what ?? "", /^gone 1\.3 s after the platform would have killed it/);
  });

  it("finds one that had to be killed", () => {
    const [late] = lateExit(handRecord(KILLED), handSettings());

    assert.equal(late?.severity, "fault");
    assert.equal(late?.code, "LATE_EXIT");
    const [gone] = lateExit(handRecord({ figures: { exitMs: 11_501 } }), handSettings());
    assert.equal(gone?.severity, "fault");
  });
});
