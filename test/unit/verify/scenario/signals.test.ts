import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RunRecord } from "../../../../src/verify/result.ts";
import { idleExit } from "../../../../src/verify/scenario/idle-exit.ts";
import type { Scenario } from "../../../../src/verify/scenario/scenario.ts";
import { secondSignal } from "../../../../src/verify/scenario/second-signal.ts";
import { signalBurst } from "../../../../src/verify/scenario/signal-burst.ts";
import { signalDuringStart } from "../../../../src/verify/scenario/signal-during-start.ts";
import { thirdSignal } from "../../../../src/verify/scenario/third-signal.ts";
import {
  endedWith,
  handRecord,
  handSettings,
  KILLED,
  request,
  withRequests,
} from "./hand-record.ts";

const LIVE_ROUTE = {
  kind: "hang",
  method: "GET",
  path: "/hang",
  headers: {},
  status: 200,
  tookMs: 0,
} as const;

/** `severity CODE` of each finding. */
function found(
  scenario: Scenario,
  seen: Partial<RunRecord>,
  earlier: readonly RunRecord[] = [],
): readonly string[] {
  const findings = scenario.judge(handRecord(seen), handSettings(), earlier);
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

describe("idle-exit", () => {
  it("is tried with the platform's signal and with Ctrl-C, each once", () => {
    assert.deepEqual(idleExit.variants?.(handSettings()), ["SIGTERM", "SIGINT"]);
    assert.deepEqual(idleExit.variants?.(handSettings({ signal: "SIGINT" })), ["SIGINT"]);
  });

  it("passes with 0 and in time", () => {
    assert.deepEqual(found(idleExit, { variant: "SIGTERM" }), []);
    assert.deepEqual(found(idleExit, { variant: "SIGINT" }), []);
  });

  it("does not take the end by the platform's signal for an orderly one", () => {
    const seen = found(idleExit, { variant: "SIGTERM", ...endedWith(null, "SIGTERM") });
    assert.deepEqual(seen, ["fault SIGNAL_UNHEARD"]);
  });

  it("takes the code that stands for the signal, as the JVM ends with it, for a shortcoming", () => {
    const marks = [{ atMs: 1_000, kind: "signal" as const, label: "SIGTERM" }];
    const ended = (code: number) =>
      found(idleExit, { variant: "SIGTERM", marks, ...endedWith(code) });
    assert.deepEqual(ended(143), ["shortcoming EXIT_CODE"]);
    assert.deepEqual(ended(130), ["fault EXIT_CODE"]);
  });

  it("takes it for a shortcoming that nobody listens to Ctrl-C, or that it is ignored", () => {
    const unheard = found(idleExit, { variant: "SIGINT", ...endedWith(null, "SIGINT") });
    assert.deepEqual(unheard, ["shortcoming SIGINT_UNHEARD"]);
    assert.deepEqual(found(idleExit, { variant: "SIGINT", ...endedWith(130) }), unheard);
    assert.deepEqual(found(idleExit, { variant: "SIGINT", ...endedWith(1) }), ["fault EXIT_CODE"]);
    const ignored = found(idleExit, { variant: "SIGINT", ...KILLED });
    assert.deepEqual(ignored, ["shortcoming SIGINT_IGNORED"]);
    assert.deepEqual(found(idleExit, { variant: "SIGTERM", ...KILLED }), ["fault LATE_EXIT"]);
    const told = idleExit.judge(
      handRecord({ variant: "SIGINT", ...KILLED }),
      handSettings({ signal: "SIGINT" }),
      [],
    );
    assert.equal(told[0]?.severity, "fault");
  });

  it("does not say that nobody listens of one that cleans up, then ends by the signal", () => {
    const ended = { atMs: 1_100, code: null, signal: "SIGINT", killed: false, spoke: true };
    const marks = [{ atMs: 1_000, kind: "signal" as const, label: "SIGINT" }];
    const seen = { variant: "SIGINT", marks, exit: ended };
    assert.deepEqual(found(idleExit, seen), ["shortcoming EXIT_CODE"]);
    const late = { ...seen, exit: { ...ended, atMs: 3_500, spoke: false } };
    assert.deepEqual(found(idleExit, late), ["shortcoming EXIT_CODE"]);
  });
});

describe("signal-during-start", () => {
  const early = { variant: "half-way through its start" } as const;

  it("takes the end by the signal, by its number and with 0 for true", () => {
    assert.deepEqual(found(signalDuringStart, { ...early, ...endedWith(null, "SIGTERM") }), []);
    assert.deepEqual(found(signalDuringStart, { ...early, ...endedWith(143) }), []);
    assert.deepEqual(found(signalDuringStart, { ...early, ...endedWith(0) }), []);
  });

  it("takes another code for a failed start", () => {
    const seen = found(signalDuringStart, { ...early, ...endedWith(1) });
    assert.deepEqual(seen, ["shortcoming START_EXIT_CODE"]);
  });

  it("finds one that listens nevertheless; briefly, it is a shortcoming", () => {
    const listens = (firstAcceptedMs: number | null, lastAcceptedMs: number | null) =>
      found(signalDuringStart, { ...early, facts: { firstAcceptedMs, lastAcceptedMs } });

    assert.deepEqual(listens(400, 1_400), ["fault LISTENS_ANYWAY"]);
    assert.deepEqual(listens(400, 450), ["shortcoming LISTENS_ANYWAY"]);
    assert.deepEqual(listens(20, 900), [], "it was about to listen when the signal came");
    assert.deepEqual(listens(null, null), []);
  });

  it("does not count the time in which a busy machine gave it no processor", () => {
    const listens = (waitedMs: number) => {
      const facts = { firstAcceptedMs: 196, lastAcceptedMs: 220, waitedMs };
      return found(signalDuringStart, { ...early, facts });
    };

    assert.deepEqual(listens(20), ["shortcoming LISTENS_ANYWAY"]);
    assert.deepEqual(listens(150), []);
  });

  it("lets one that listened before the signal go on for a while", () => {
    const facts = { listeningBefore: true, firstAcceptedMs: 400, lastAcceptedMs: 1_400 };
    assert.deepEqual(found(signalDuringStart, { ...early, facts }), []);
  });

  it("finds a late end and a stack trace", () => {
    assert.deepEqual(found(signalDuringStart, { ...early, ...KILLED }), ["fault LATE_EXIT"]);
    const stderr = ["Error: no server", "    at close (server.js:3:1)"];
    assert.deepEqual(found(signalDuringStart, { ...early, stderr }), ["shortcoming STACK_TRACE"]);
  });
});

describe("signal-burst", () => {
  const said = (...lines: readonly string[]): Partial<RunRecord> => ({ facts: { said: lines } });
  const one = handRecord({
    variant: "one signal",
    ...said("1 up #", "1 closed database", "1 SIGTERM received", "2 tick"),
  });
  const burst = (seen: Partial<RunRecord>): readonly string[] =>
    found(signalBurst, { variant: "a burst", ...seen }, [one]);

  it("passes when all is as after one signal", () => {
    assert.deepEqual(burst(said("1 up #", "1 closed database", "1 SIGTERM received")), []);
  });

  it("finds what is cleaned up twice", () => {
    assert.deepEqual(burst(said("1 up #", "2 closed database")), ["shortcoming REPEATED"]);
  });

  it("lets a line come as often as the signals of which it tells, and what repeats in peace", () => {
    assert.deepEqual(burst(said("50 SIGTERM received", "49 already on the way", "9 tick")), []);
  });

  it("finds what a burst cuts, since it was taken for a second signal", () => {
    const cut = withRequests(request("slow", { class: "lost" }));
    assert.deepEqual(burst({ ...cut, ...endedWith(1) }), ["fault LOST", "fault EXIT_CODE"]);
    const refused = withRequests(request("slow", { class: "refused" }));
    assert.deepEqual(burst(refused), ["fault REFUSED"]);
  });
});

describe("second-signal", () => {
  const ended = (drainMs: number, exitMs: number): Partial<RunRecord> => ({
    figures: { drainMs, exitMs },
    exit: { atMs: 1_000 + exitMs, code: 143, signal: null, killed: false },
  });
  const usual = handRecord({ variant: "one signal", ...ended(5_000, 5_100) });
  const endless = handRecord({ variant: "one signal", ...KILLED });
  const two = (seen: Partial<RunRecord>, control = usual): readonly string[] =>
    found(secondSignal, { variant: "two signals", facts: { secondAtMs: 1_200 }, ...seen }, [
      control,
    ]);

  it("passes one that hurries, also when its cleanup takes a while", () => {
    assert.deepEqual(two(ended(1_220, 1_300)), []);
    assert.deepEqual(two(ended(1_220, 3_500)), []);
    assert.deepEqual(two(ended(1_220, 3_500), endless), []);
  });

  it("finds one that changes nothing", () => {
    assert.deepEqual(two(ended(5_000, 5_100)), ["fault SECOND_SIGNAL_IGNORED"]);
    assert.deepEqual(two(KILLED), ["fault SECOND_SIGNAL_IGNORED"]);
    assert.deepEqual(two(KILLED, endless), ["fault SECOND_SIGNAL_IGNORED"]);
  });

  it("finds one that is forced and says 0", () => {
    assert.deepEqual(two({ ...ended(1_220, 1_300), ...endedWith(0) }), ["fault EXIT_CODE"]);
  });

  it("needs a request that never ends", () => {
    assert.match(secondSignal.needs(handSettings()) ?? "", /--route hang=/);
    assert.equal(secondSignal.needs(handSettings({ routes: { hang: LIVE_ROUTE } })), undefined);
  });
});

describe("third-signal", () => {
  it("passes one that ends at once, by whichever code but 0", () => {
    assert.deepEqual(found(thirdSignal, { facts: { atOnce: true }, ...endedWith(143) }), []);
    assert.deepEqual(found(thirdSignal, { facts: { atOnce: true }, ...endedWith(1) }), []);
    const killed = endedWith(null, "SIGTERM");
    assert.deepEqual(found(thirdSignal, { facts: { atOnce: true }, ...killed }), []);
  });

  it("finds one that lives on, and one that says 0", () => {
    const late = found(thirdSignal, { facts: { atOnce: false }, ...endedWith(143) });
    assert.deepEqual(late, ["fault THIRD_SIGNAL_IGNORED"]);
    const calm = found(thirdSignal, { facts: { atOnce: true }, ...endedWith(0) });
    assert.deepEqual(calm, ["fault EXIT_CODE"]);
  });
});
