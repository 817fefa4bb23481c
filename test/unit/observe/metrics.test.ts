import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, StopReason } from "../../../src/core/mod.ts";
import { measure, METRICS, OUTCOMES } from "../../../src/observe/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { handSink, linesOf, noDelay } from "./hand-sink.ts";

function measured(options: { readonly graceMs?: number } = {}) {
  const clock = handClock();
  const life = new Lifecycle({ graceMs: 10_000, clock, ...options });
  const sink = handSink();
  const measurement = measure(life, sink, { loopDelay: noDelay });
  return { clock, life, sink, measurement };
}

describe("definitions", () => {
  it("are named as both worlds ask: base units, totals, and dots", () => {
    for (const { name, otelName, kind, unit } of Object.values(METRICS)) {
      const bare = name.replace(/_(total|seconds|ratio)$/, "");

      assert.equal(otelName.replace(".", "_"), bare, name);
      assert.equal(name.endsWith("_total"), kind === "counter", name);
      assert.equal(name.endsWith("_seconds"), unit === "s", name);
      assert.equal(name.endsWith("_ratio"), unit === "1", name);
      assert.match(unit, /^(s|1|\{[a-z]+\})$/);
    }
  });

  it("have buckets that rise, where there are any", () => {
    for (const { name, kind, buckets = [] } of Object.values(METRICS)) {
      assert.deepEqual(buckets, buckets.toSorted((a, b) => a - b), name);
      assert.equal(new Set(buckets).size, buckets.length, name);
      assert.equal(buckets.length > 0, kind === "histogram", name);
    }
    assert.equal(METRICS.shutdown.buckets?.at(-1), 300);
    assert.equal(METRICS.hook.buckets?.[0], 0.001);
    assert.equal(METRICS.cancellation.buckets?.[0], 0.0001);
  });
});

describe("what is read", () => {
  it("says in which state the life is, and in no other", async () => {
    const { life, measurement } = measured();
    const current = () =>
      linesOf(measurement, "quiesce_state").filter((line) => line.endsWith(" 1"));

    const before = current();
    life.ready();
    const then = current();
    await life.shutdown();

    assert.deepEqual([before, then, current()], [
      ["quiesce_state{state=starting} 1"],
      ["quiesce_state{state=ready} 1"],
      ["quiesce_state{state=stopped} 1"],
    ]);
    assert.equal(linesOf(measurement, "quiesce_state").length, 8);
  });

  it("counts what is in flight by gate and class, in gates made later too", () => {
    const { life, measurement } = measured();
    life.gate.enter();
    life.gate.lease("events", { kind: "longLived" });

    life.createGate("jobs").enter();

    assert.deepEqual(linesOf(measurement, "quiesce_in_flight"), [
      "quiesce_in_flight{gate=work,class=short} 1",
      "quiesce_in_flight{gate=work,class=long_lived} 1",
      "quiesce_in_flight{gate=jobs,class=short} 1",
      "quiesce_in_flight{gate=jobs,class=long_lived} 0",
    ]);
  });

  it("adds up gates of one name, which would else be one series twice", () => {
    const { life, measurement } = measured();
    life.createGate("jobs").enter();
    life.createGate("jobs").enter();

    const lines = linesOf(measurement, "quiesce_in_flight").filter((line) =>
      line.includes("gate=jobs,class=short")
    );

    assert.deepEqual(lines, ["quiesce_in_flight{gate=jobs,class=short} 2"]);
  });

  it("counts refusals on, when a gate was reopened", () => {
    const { life, measurement } = measured();
    life.gate.close();
    life.gate.enter();
    life.gate.reopen();
    life.gate.enter();
    life.gate.close();
    life.gate.enter();

    assert.deepEqual(linesOf(measurement, "quiesce_refused_total"), [
      "quiesce_refused_total{gate=work} 2",
    ]);
  });

  it("counts what was cut", async () => {
    const { clock, life, measurement } = measured();
    life.gate.enter();
    const before = linesOf(measurement, "quiesce_cut_total");

    const report = life.shutdown();
    await clock.advance(10_000);
    await report;

    assert.deepEqual(before, ["quiesce_cut_total{gate=work} 0"]);
    assert.deepEqual(linesOf(measurement, "quiesce_cut_total"), ["quiesce_cut_total{gate=work} 1"]);
  });

  it("adds up what was cut in gates of one name", async () => {
    const { clock, life, measurement } = measured();
    life.createGate("jobs").enter();
    life.createGate("jobs").enter();

    const report = life.shutdown();
    await clock.advance(10_000);
    await report;

    assert.ok(linesOf(measurement, "quiesce_cut_total").includes("quiesce_cut_total{gate=jobs} 2"));
  });

  it("says when the shutdown began, and forgets it when that was called off", async () => {
    const { clock, life, measurement } = measured();
    const started = (): number =>
      Number(linesOf(measurement, "quiesce_shutdown_started_timestamp_seconds")[0]?.split(" ")[1]);
    life.ready();
    life.onDrain("slow", () => new Promise((done) => clock.after(3_000, () => done(0))));
    const before = started();
    await clock.advance(5_000);

    life.pause();
    const paused = started();
    life.resume();
    const off = life.shutdown();
    const asked = started();
    life.resume();
    await off;
    const calledOff = started();
    await clock.advance(5_000);
    const report = life.shutdown();
    await clock.advance(2_000);
    const late = measure(life, handSink(), { loopDelay: noDelay });
    await clock.advance(1_000);
    await report;

    assert.deepEqual([before, paused, calledOff], [0, 0, 0]);
    assert.deepEqual([asked, started()], [5, 10]);
    assert.deepEqual(linesOf(late, "quiesce_shutdown_started_timestamp_seconds"), [
      "quiesce_shutdown_started_timestamp_seconds{} 12",
    ]);
  });

  it("counts scopes and tasks by what they were told", () => {
    const { life, measurement } = measured();
    life.scope.child("open");
    life.scope.child("stopping").stop();
    const aborted = life.scope.child("aborted");
    aborted.child("below");
    aborted.abort();

    assert.deepEqual(linesOf(measurement, "quiesce_open_scopes"), [
      "quiesce_open_scopes{state=open} 1",
      "quiesce_open_scopes{state=stopping} 1",
      "quiesce_open_scopes{state=aborted} 2",
    ]);
  });

  it("says who it is, by what was given", () => {
    const identity = { service: "shop", version: "1.2", podUid: "7f" };
    const life = new Lifecycle({ identity });

    const measurement = measure(life, handSink());

    assert.deepEqual(linesOf(measurement, "quiesce_info"), [
      "quiesce_info{service=shop,version=1.2,pod_uid=7f} 1",
    ]);
    assert.deepEqual(linesOf(measurement, "quiesce_grace_seconds"), ["quiesce_grace_seconds{} 25"]);
    measurement();
  });
});

describe("what is told", () => {
  it("of an orderly end is its phases, its hooks and the whole", async () => {
    const { clock, life, sink } = measured();
    life.onDrain(
      "listener",
      () => new Promise((done) => clock.after(2_000, () => done(0))),
    );
    life.onClose("db", () => {});

    const report = life.shutdown(new StopReason("told to", { kind: "signal" }));
    await clock.advance(2_000);
    await report;

    assert.deepEqual(sink.told, [
      "quiesce_hook_seconds{phase=drain,hook=listener,outcome=done} 2",
      "quiesce_drain_seconds{} 2",
      "quiesce_hook_seconds{phase=close,hook=db,outcome=done} 0",
      "quiesce_shutdown_seconds{reason=signal,outcome=clean} 2",
      "quiesce_shutdown_budget_ratio{outcome=clean} 0.2",
    ]);
  });

  it("first is nothing, of all that alerts look for increases of", () => {
    const { sink } = measured();
    const forced = sink.declared.filter((line) => line.startsWith("quiesce_forced_total"));

    assert.deepEqual(sink.told, []);
    assert.deepEqual(
      forced.map((line) => line.replace(/.*reason=(\w+)\} 0/, "$1")).toSorted(),
      ["call", "client", "deadline", "decay", "failure", "idle", "peer", "signal"],
    );
    assert.ok(sink.declared.includes("quiesce_compensation_failures_total{} 0"));
    for (const outcome of OUTCOMES) {
      const line = `quiesce_shutdown_budget_ratio{outcome=${outcome}} 0`;
      assert.ok(sink.declared.includes(line), line);
    }
  });

  it("of a hook that was taken back is nothing, since it did not run", async () => {
    const { life, sink } = measured();
    const takeBack = life.onClose("db", () => {});
    life.onClose("cache", () => takeBack());

    await life.shutdown();

    assert.deepEqual(sink.of("quiesce_hook_seconds"), [
      "quiesce_hook_seconds{phase=close,hook=cache,outcome=done} 0",
    ]);
  });

  it("of compensation is each that failed or came to no end", async () => {
    const { clock, life, sink } = measured();
    life.onCompensate("good", () => {});
    life.onCompensate("bad", () => Promise.reject(new Error("on purpose")));
    life.onCompensate("stuck", () => new Promise(() => {}), { timeoutMs: 100 });

    const report = life.shutdown();
    await clock.advance(10_000);
    await report;

    assert.equal(sink.of("quiesce_compensation_failures_total").length, 2);
    assert.deepEqual(sink.of("quiesce_shutdown_seconds").length, 1);
    assert.match(sink.of("quiesce_shutdown_seconds")[0] ?? "", /outcome=failed/);
  });

  it("of hurry is who asked for it", async () => {
    const { life, sink } = measured();

    await life.force(new StopReason("again", { kind: "signal" }));

    assert.deepEqual(sink.of("quiesce_forced_total"), ["quiesce_forced_total{reason=signal} 1"]);
    assert.match(sink.of("quiesce_shutdown_seconds")[0] ?? "", /reason=signal,outcome=forced/);
  });

  it("of a drain that was cut is that it was", async () => {
    const { clock, life, sink } = measured();
    life.gate.enter();

    const report = life.shutdown();
    await clock.advance(10_000);
    await report;

    assert.match(sink.of("quiesce_shutdown_seconds")[0] ?? "", /reason=call,outcome=cut/);
  });

  it("of a shutdown that was called off is nothing but its hooks", async () => {
    const { life, sink } = measured();
    life.onAnnounce("tell", () => life.resume());
    life.ready();

    await life.shutdown();

    assert.deepEqual(sink.of("quiesce_shutdown_seconds"), []);
    assert.equal(life.state, "ready");
  });

  it("of a stop that is obeyed is how long that took", async () => {
    const { clock, life, sink } = measured();
    life.scope.spawn(
      "worker",
      (scope) => new Promise((done) => scope.onStop(() => clock.after(300, () => done(0)))),
    );

    const report = life.shutdown();
    await clock.advance(300);
    await report;

    assert.deepEqual(sink.of("quiesce_cancellation_seconds"), [
      "quiesce_cancellation_seconds{kind=stop} 0.3",
    ]);
  });

  it("of a stop that needs an abort is the abort alone", async () => {
    const { clock, life, sink } = measured();
    life.scope.spawn(
      "worker",
      (scope) => new Promise((done) => scope.onAbort(() => clock.after(20, () => done(0)))),
    );

    const report = life.shutdown();
    await clock.advance(10_000);
    await report;

    assert.deepEqual(sink.of("quiesce_cancellation_seconds"), [
      "quiesce_cancellation_seconds{kind=abort} 0.02",
    ]);
  });

  it("of a tree in which nothing was open is no time", async () => {
    const { life, sink } = measured();

    await life.shutdown();

    assert.deepEqual(sink.of("quiesce_cancellation_seconds"), []);
  });

  it("after the release is nothing", async () => {
    const { clock, life, sink, measurement } = measured();
    life.scope.spawn(
      "worker",
      (scope) => new Promise((done) => scope.onStop(() => clock.after(300, () => done(0)))),
    );
    const report = life.shutdown();

    measurement();
    await clock.advance(300);
    await report;

    assert.deepEqual(sink.told, []);
  });

  it("after the release is nothing of a stop that was begun before, either", async () => {
    const { clock, life, sink, measurement } = measured();
    const stopped = Promise.withResolvers<void>();
    life.scope.spawn(
      "worker",
      (scope) =>
        new Promise((done) =>
          scope.onStop(() => {
            stopped.resolve();
            clock.after(300, () => done(0));
          })
        ),
    );
    const report = life.shutdown();
    await stopped.promise;

    measurement();
    await clock.advance(300);
    await report;

    assert.deepEqual(sink.of("quiesce_cancellation_seconds"), []);
  });

  it("by a sink that throws is an error of the life, not its end", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const errors: string[] = [];
    life.on("error.caught", ({ from }) => void errors.push(from));
    const broken = (): never => {
      throw new Error("on purpose");
    };
    measure(life, { add: broken, record: broken }, { loopDelay: noDelay });
    life.scope.spawn(
      "worker",
      (scope) => new Promise((done) => scope.onStop(() => clock.after(300, () => done(0)))),
    );

    const report = life.shutdown();
    await clock.advance(300);

    assert.equal((await report).end, "completed");
    assert.ok(errors.includes("metric sink"), errors.join());
    assert.ok(errors.includes('listener of "stopped"'), errors.join());
  });
});

describe("every cancellation", () => {
  it("is timed from where it began until that has closed, when asked for", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const sink = handSink();
    const measurement = measure(life, sink, { loopDelay: noDelay, everyCancellation: true });
    const job = life.scope.child("job");
    job.spawn(
      "step",
      (scope) => new Promise((done) => scope.onAbort(() => clock.after(40, () => done(0)))),
    );
    job.stop();
    job.abort();
    const closed = job.close();
    await clock.advance(40);
    await closed;
    const unheard = life.scope.child("unheard");
    await unheard.close();

    measurement();
    const other = life.scope.child("other");
    other.stop();
    await other.close();

    assert.deepEqual(sink.told, ["quiesce_cancellation_seconds{kind=abort} 0.04"]);
  });

  it("needs the one place for a tracker, and leaves nothing behind without it", () => {
    const life = new Lifecycle();
    const first = measure(life, handSink(), { loopDelay: noDelay, everyCancellation: true });
    const begun: string[] = [];
    const loopDelay = () => {
      begun.push("loop");
      return noDelay();
    };

    assert.throws(() => measure(life, handSink(), { loopDelay, everyCancellation: true }), {
      code: "WRONG_STATE",
    });
    first();
    measure(life, handSink(), { loopDelay, everyCancellation: true })();

    assert.deepEqual(begun, ["loop"]);
  });
});
