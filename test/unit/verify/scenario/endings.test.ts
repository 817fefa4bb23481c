import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crash } from "../../../../src/verify/scenario/crash.ts";
import { neverEndingRequest } from "../../../../src/verify/scenario/never-ending-request.ts";
import { readiness } from "../../../../src/verify/scenario/readiness.ts";
import {
  endedWith,
  found,
  handRecord,
  handSettings,
  KILLED,
  request,
  withRequests,
} from "./hand-record.ts";

const ROUTE = { method: "GET", path: "/", headers: {}, status: 200, tookMs: 0 };

describe("readiness", () => {
  const seen = (counts: Record<string, number>) => ({
    facts: { readyLate: 0, unserved: 0, servedLate: 0, ...counts },
  });
  const delayed = { delayMs: 2_000 };

  it("is content with one who is not ready at once, and serves on", () => {
    assert.deepEqual(found(readiness, seen({}), delayed), []);
  });

  it("takes it for a fault to stay ready", () => {
    assert.deepEqual(found(readiness, seen({ readyLate: 3 }), delayed), ["fault STAYS_READY"]);
    assert.deepEqual(found(readiness, seen({ readyLate: 3 })), ["fault STAYS_READY"]);
  });

  it("takes it for a fault not to serve as long as was said", () => {
    assert.deepEqual(found(readiness, seen({ unserved: 1 }), delayed), ["fault REFUSED_IN_DELAY"]);
  });

  it("takes it for a shortcoming to serve for long after the delay", () => {
    assert.deepEqual(found(readiness, seen({ servedLate: 9 }), delayed), ["shortcoming SERVES_ON"]);
  });

  it("only notes that there is no delay, where none was claimed", () => {
    const refused = withRequests(request("fresh", { class: "refused" }));

    assert.deepEqual(found(readiness, { ...seen({}), ...refused }), ["note NO_DELAY"]);
  });

  it("says of one that serves on without a word that it does, and for how long", () => {
    const fresh = (startMs: number) =>
      withRequests(request("fresh", { startMs }), request("fresh", { class: "refused" }));
    const record = handRecord({ ...seen({}), ...fresh(3_040) });
    const [told] = readiness.judge(record, handSettings(), []);

    assert.match(
      told?.what ?? "",
      /for 2\.0 s after the signal: if that is meant, say --delay 2\.0s/,
    );
    assert.deepEqual(found(readiness, { ...seen({}), ...fresh(3_040) }), ["note DELAY_UNSAID"]);
    assert.deepEqual(found(readiness, { ...seen({}), ...fresh(1_100) }), ["note NO_DELAY"]);
    assert.deepEqual(found(readiness, { ...seen({}), ...fresh(3_040) }, delayed), []);
  });

  it("takes lost requests for faults, and refused ones only where they were in flight", () => {
    for (const lane of ["slow", "fresh", "kept"]) {
      const lost = { ...seen({}), ...withRequests(request(lane, { class: "lost" })) };
      const refused = { ...seen({}), ...withRequests(request(lane, { class: "refused" })) };

      assert.deepEqual(found(readiness, lost, delayed), ["fault LOST"]);
      assert.deepEqual(
        found(readiness, refused, delayed),
        lane === "slow" ? ["fault REFUSED"] : [],
      );
    }
  });

  it("takes it for a fault never to stop", () => {
    assert.deepEqual(found(readiness, { ...seen({}), ...KILLED }, delayed), ["fault LATE_EXIT"]);
  });

  it("says what it needs", () => {
    const ready = { kind: "ready" as const, ...ROUTE };

    assert.match(readiness.needs(handSettings()) ?? "", /--route ready=/);
    assert.match(readiness.needs(handSettings({ routes: { ready } })) ?? "", /--route fast=/);
  });
});

describe("never-ending-request", () => {
  const hung = (kind: "answered" | "lost" | "refused") => {
    const three = [1, 2, 3].map((id) => request("never-ending", { id, class: kind }));
    return withRequests(...three, request("slow", {}));
  };

  it("is content when they are cut, and the exit code says so", () => {
    assert.deepEqual(found(neverEndingRequest, { ...hung("lost"), ...endedWith(1) }), []);
    assert.deepEqual(found(neverEndingRequest, { ...hung("refused"), ...endedWith(124) }), []);
  });

  it("takes a 0 that hides it for a shortcoming", () => {
    const codes = ["shortcoming EXIT_HIDES_CUT"];

    assert.deepEqual(found(neverEndingRequest, hung("lost")), codes);
    assert.deepEqual(found(neverEndingRequest, hung("refused")), codes);
  });

  it("expects 0 where all came to an end", () => {
    assert.deepEqual(found(neverEndingRequest, hung("answered")), []);
    assert.deepEqual(found(neverEndingRequest, { ...hung("answered"), ...endedWith(1) }), [
      "fault EXIT_CODE",
    ]);
  });

  it("takes a death by the signal for a fault", () => {
    const dead = { ...hung("lost"), ...endedWith(null, "SIGTERM") };

    assert.deepEqual(found(neverEndingRequest, dead), ["fault SIGNAL_UNHEARD"]);
  });

  it("takes it for a fault to cut, drop or refuse the others with it", () => {
    for (const kind of ["lost", "cut", "race", "refused"] as const) {
      const others = withRequests(request("slow", { class: kind }));

      assert.deepEqual(found(neverEndingRequest, { ...others, ...endedWith(1) }), [
        `fault ${kind.toUpperCase()}`,
      ]);
    }
  });

  it("takes it for a fault to wait until it is killed", () => {
    assert.deepEqual(found(neverEndingRequest, { ...hung("lost"), ...KILLED }), [
      "fault LATE_EXIT",
    ]);
  });

  it("looks for the last line, where one was named", () => {
    const settings = { lastLine: "^bye$" };
    const cut = { ...hung("lost"), ...endedWith(1) };

    assert.deepEqual(found(neverEndingRequest, { ...cut, stdout: ["a", "bye"] }, settings), []);
    assert.deepEqual(found(neverEndingRequest, { ...cut, stdout: ["bye", "a"] }, settings), [
      "fault CLEANUP_SKIPPED",
    ]);
    assert.deepEqual(found(neverEndingRequest, cut, settings), ["fault CLEANUP_SKIPPED"]);
  });

  it("says what it needs", () => {
    assert.match(neverEndingRequest.needs(handSettings()) ?? "", /--route hang=/);
  });
});

describe("crash", () => {
  const answered = withRequests(request("slow", {}), request("crash", { class: "lost" }));

  it("is content when those in flight are answered, or refused, and the code is not 0", () => {
    const refused = withRequests(request("slow", { class: "refused" }));

    assert.deepEqual(found(crash, { ...answered, ...endedWith(1) }), []);
    assert.deepEqual(found(crash, { ...answered, ...endedWith(null, "SIGABRT") }), []);
    assert.deepEqual(found(crash, { ...refused, ...endedWith(1) }), []);
  });

  it("takes it for a fault to drop those in flight", () => {
    for (const kind of ["lost", "cut", "race"] as const) {
      const dropped = { ...withRequests(request("slow", { class: kind })), ...endedWith(1) };

      assert.deepEqual(found(crash, dropped), [`fault ${kind.toUpperCase()}`]);
    }
  });

  it("takes it for a fault to end with 0", () => {
    assert.deepEqual(found(crash, answered), ["fault CRASH_HIDDEN"]);
  });

  it("takes it for a fault to leave the cleanup out", () => {
    const seen = { ...answered, ...endedWith(1), stdout: ["listening"] };

    assert.deepEqual(found(crash, seen, { lastLine: "^bye$" }), ["fault CLEANUP_SKIPPED"]);
  });

  it("tells one who goes on as before from one who hangs", () => {
    const goesOn = withRequests(request("probe", {}));
    const hangs = withRequests(request("probe", { class: "refused" }));

    assert.deepEqual(found(crash, { ...goesOn, ...KILLED }), ["fault LIVES_ON"]);
    assert.deepEqual(found(crash, { ...hangs, ...KILLED }), ["fault LATE_EXIT"]);
  });

  it("says what it needs", () => {
    const route = { kind: "crash" as const, ...ROUTE };

    assert.match(crash.needs(handSettings()) ?? "", /--route crash=/);
    assert.match(crash.needs(handSettings({ routes: { crash: route } })) ?? "", /--route slow=/);
  });
});
