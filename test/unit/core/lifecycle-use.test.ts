import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { handClock } from "../../../src/testing/hand-clock.ts";

function forever(): Promise<never> {
  return new Promise(() => {});
}

describe("compensate hooks", () => {
  it("receive what was cut: leases, anonymous work, tasks and scopes", async () => {
    const clock = handClock();
    const life = new Lifecycle({ clock, graceMs: 1_000 });
    const cuts: unknown[] = [];
    life.gate.lease("POST /pay", { sinceMs: 0 });
    life.gate.enter();
    life.createGate("queue").lease("job 7");
    life.scope.spawn("mailer", forever);
    life.scope.child("session");
    life.onCompensate(
      "undo",
      ({ cut }) => cuts.push(...cut.map(({ path, kind, ageMs }) => ({ path, kind, ageMs }))),
    );

    const ending = life.shutdown();
    await clock.advance(1_000);
    await ending;

    assert.deepEqual(cuts, [
      { kind: "lease", path: "POST /pay", ageMs: 820 },
      { kind: "lease", path: '1 in gate "work"', ageMs: undefined },
      { kind: "lease", path: "job 7", ageMs: undefined },
      { kind: "scope", path: "/session", ageMs: undefined },
      { kind: "task", path: "/mailer", ageMs: 820 },
    ]);
  });
});

describe("Lifecycle.use", () => {
  it("gives the resource back, and closes the newest first", async () => {
    const life = new Lifecycle();
    const closed: string[] = [];
    const db = { name: "db" };

    const used = life.use("db", db, (own) => closed.push(own.name));
    life.use("cache", { [Symbol.dispose]: () => void closed.push("cache") });
    life.use("queue", { [Symbol.asyncDispose]: () => void closed.push("queue") });
    await life.shutdown();

    assert.equal(used, db);
    assert.deepEqual(closed, ["queue", "cache", "db"]);
  });

  it("takes the options of a hook", async () => {
    const life = new Lifecycle();
    const closed: string[] = [];
    life.use("db", {}, () => closed.push("db"));
    life.use("pool", {}, () => closed.push("pool"), { after: ["db"] });

    await life.shutdown();

    assert.deepEqual(closed, ["db", "pool"]);
  });
});

describe("Lifecycle.spawn", () => {
  it("starts a shutdown when it fails, which says so", async () => {
    const life = new Lifecycle();
    const error = new Error("broken");
    life.spawn("poller", () => Promise.reject(error));

    await life.reached("stopped");
    const report = await life.shutdown();

    assert.deepEqual(report.reason, { kind: "failure", message: 'task "/poller" failed' });
    assert.deepEqual(report.errors.map(({ message }) => message), ["broken"]);
    assert.equal(report.exitCode, 1);
  });

  it("does not start one when it is done or stopped", async () => {
    const life = new Lifecycle();

    await life.spawn("done", () => {}).outcome;

    assert.equal(life.state, "starting");
  });

  it("does not start one when it belongs to the scope only", async () => {
    const life = new Lifecycle();
    const heard: string[] = [];
    life.on("error.caught", ({ from }) => heard.push(from));

    await life.scope.spawn("poller", () => Promise.reject("broken")).outcome;

    assert.deepEqual([life.state, heard], ["starting", ['task "/poller"']]);
  });

  it("is refused after the end", async () => {
    const life = new Lifecycle();
    await life.shutdown();

    assert.equal((await life.spawn("late", () => assert.fail()).outcome).end, "refused");
  });
});
