import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { StopReason } from "../../../src/core/reason.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

describe("Lifecycle.shutdown", () => {
  it("starts once, however often and from wherever it is called", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock });
    const inside: Promise<unknown>[] = [];
    const again = (): void => void inside.push(life.shutdown("again"));
    life.on("*", again);
    life.scope.onStop(again);
    life.onAnnounce("hook", again);
    life.onClose("hook", again);

    const calls = Array.from({ length: 10_000 }, () => life.shutdown("first"));
    const report = await calls[0];

    const reports = await Promise.all([...calls, ...inside, life.shutdown("afterwards")]);
    assert.ok(reports.every((each) => each === report));
    assert.ok(inside.length > 20);
    assert.equal(report?.reason.message, "first");
    assert.equal(report?.hooks.length, 2);
  });

  it("may be called by a listener of the hard signal", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const inside: Promise<unknown>[] = [];
    life.signal.addEventListener("abort", () => inside.push(life.shutdown(), life.force()));
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(1_000);

    const report = await ending;
    assert.deepEqual(await Promise.all(inside), [report, report]);
  });

  it("goes through all phases when nothing was ever started", async () => {
    const report = await new Lifecycle().shutdown();

    assert.deepEqual(report.phases.map(({ phase }) => phase), [
      "announce",
      "drain",
      "compensate",
      "close",
      "flush",
    ]);
    assert.deepEqual([report.exitCode, report.hooks, report.errors], [0, [], []]);
    assert.equal(report.reason.message, "shutdown was called");
  });

  it("does not wait for the load balancer of a life that never was ready", async () => {
    const report = await new Lifecycle({ clock: handClock(), delayMs: 5_000 }).shutdown();

    assert.equal(report.tookMs, 0);
  });

  it("gives its reason to the whole tree, and a wrapped one at the deadline", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const reason = new StopReason("why");
    const child = life.scope.child("child");

    const ending = life.shutdown(reason);
    await clock.advance(1_000);
    await ending;

    assert.equal(child.stopping.reason, reason);
    assert.deepEqual([child.signal.reason.kind, child.signal.reason.cause], ["deadline", reason]);
    assert.match(child.signal.reason.message, /^the drain's deadline passed \d+ ms after: why$/);
  });

  it("can be repeated with a new life each time, with its own code", async () => {
    const codes: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const life = new Lifecycle({ exitCode: () => round });
      life.ready();
      codes.push((await life.shutdown()).exitCode);
    }

    assert.deepEqual(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("maps the code from a frozen report, and survives a mapper that throws", async () => {
    const seen: boolean[] = [];
    const mapped = new Lifecycle({
      exitCode: (report) => {
        seen.push(Object.isFrozen(report), Object.isFrozen(report.phases));
        return 7;
      },
    });
    const broken = new Lifecycle({
      exitCode: () => {
        throw new Error("broken mapper");
      },
    });

    assert.equal((await mapped.shutdown()).exitCode, 7);
    const report = await broken.shutdown();

    assert.deepEqual(seen, [true, true]);
    assert.equal(report.exitCode, 1);
    assert.deepEqual(report.errors.map(({ from, message }) => [from, message]), [
      ["exitCode", "broken mapper"],
    ]);
  });

  it("reports plain, frozen data that survives JSON", async () => {
    const clock = handClock({ wallMs: Date.parse("2026-01-02T03:04:05Z") });
    const identity = { service: "orders", version: "1.2.3" };
    const life = new Lifecycle({ clock, identity });
    life.onClose("db", () => Promise.reject(new Error("broken")));
    life.gate.enter();

    const ending = life.shutdown();
    await clock.advance(100);
    life.gate.leave();
    await clock.advance(0);
    const report = await ending;

    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.equal(report.startedAt, "2026-01-02T03:04:05.000Z");
    assert.deepEqual(report.identity, identity);
    assert.ok(Object.isFrozen(report.hooks[0]) && Object.isFrozen(report.identity));
  });
});

describe("Lifecycle events", () => {
  it("do not let a listener that throws change anything but the report", async () => {
    const life = new Lifecycle();
    const heard: unknown[] = [];
    life.on("phase.started", ({ phase }) => {
      if (phase === "drain") throw new Error("broken listener");
    });
    life.on("error.caught", ({ from }) => heard.push(from));
    life.onClose("db", () => heard.push("closed"));

    const report = await life.shutdown();

    assert.deepEqual(heard, ['listener of "phase.started"', "closed"]);
    assert.deepEqual(report.errors.map(({ message }) => message), ["broken listener"]);
    assert.equal(report.exitCode, 1);
  });

  it("survive listeners that always throw", async () => {
    const life = new Lifecycle();
    life.on("*", () => {
      throw new Error("always");
    });
    life.on("error.caught", () => {
      throw new Error("this too");
    });

    const report = await life.shutdown();

    assert.equal(report.end, "completed");
    assert.equal(report.exitCode, 1);
  });

  it("tell of what fails after the end, though the report is closed", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const held = Promise.withResolvers<never>();
    const heard: unknown[] = [];
    life.on("error.caught", ({ error }) => heard.push(error));
    life.scope.spawn("slow", () => held.promise);
    life.onClose("slow", () => held.promise);

    const ending = life.shutdown();
    await clock.advance(1_000);
    const report = await ending;
    held.reject("late");
    await clock.advance(0);

    assert.ok(heard.includes("late"));
    assert.deepEqual(report.errors, []);
  });
});
