import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Gate, Lifecycle } from "../../../src/core/mod.ts";
import { type Leak, leaks, printTree } from "../../../src/leak/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { detecting, forever, problems } from "./detecting.ts";

describe("detectLeaks", () => {
  it("finds a scope that is old and not closed, once, and says when it was closed", async () => {
    await detecting({}, async ({ clock, detector, told, root }) => {
      const orders = root("orders");
      await clock.advance(59_000);
      assert.deepEqual(told, []);

      await clock.advance(60_000);
      assert.deepEqual(told, ["found unclosed /orders"]);

      await orders.close();
      assert.deepEqual(detector.leaks(), []);
      await clock.advance(10_000);
      assert.deepEqual(told, ["found unclosed /orders", "ended unclosed /orders"]);
    });
  });

  it("says what, for how long and where, in one line", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      root("orders");
      await clock.advance(65_000);

      const [leak] = detector.leaks();

      assert.match(
        leak?.text ?? "",
        /^scope "\/orders" was not closed in 65 s, opened at \S*detecting\.ts:\d+:\d+$/,
      );
      assert.deepEqual([leak?.problem, leak?.kind, leak?.count], ["unclosed", "scope", 1]);
    });
  });

  it("takes what was opened at one place under like names for one leak", async () => {
    await detecting({}, async ({ clock, detector, told, root }) => {
      const orders = root("orders");
      orders.onStop(() => {});
      for (let number = 0; number < 50; number++) orders.child(`order ${number}`);
      await clock.advance(70_000);

      assert.deepEqual(problems(detector), ["unclosed /orders x1", "idle /orders/order 0 x50"]);
      assert.equal(told.length, 2);
    });
  });

  it("leaves a scope alone in which a task is at work, however deep", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      const orders = root("orders");
      orders.child("pool").child("lane").spawn("worker", forever);
      await clock.advance(1_000_000);

      assert.deepEqual(problems(detector), []);
    });
  });

  it("knows of tasks at work that were not noted", async () => {
    let draw = 0;
    // The first is noted, then none.
    const random = (): number => draw++ === 0 ? 0 : 0.999_999_999;
    await detecting({ sample: 0.5, random }, async ({ clock, detector, root }) => {
      const orders = root("orders");
      orders.child("pool").spawn("worker", forever);
      await clock.advance(1_000_000);

      assert.deepEqual(detector.report().open.map(({ path }) => path), ["/orders"]);
      assert.deepEqual(problems(detector), []);
    });
  });

  it("finds a child that outlives its purpose, and one whose task has ended", async () => {
    await detecting({}, async ({ clock, detector }) => {
      const life = new Lifecycle({ clock });
      const used = life.scope.child("used");
      used.onStop(() => {});
      life.scope.child("idle");
      const worked = life.scope.child("worked");
      await worked.spawn("job", () => {}).outcome;
      await clock.advance(60_000);

      assert.deepEqual(problems(detector), ["idle /idle x1", "idle /worked x1"]);
      assert.equal(life.state, "starting");
    });
  });

  it("lets a life, its hooks and long-lived leases live as long as they like", async () => {
    await detecting({}, async ({ clock, detector }) => {
      const life = new Lifecycle({ clock });
      life.onClose("database", () => {});
      life.gate.lease("GET /events", { kind: "longLived" });
      life.gate.lease("GET /orders");
      await clock.advance(100_000);

      assert.deepEqual(problems(detector), ["unclosed GET /orders x1"]);
      assert.equal(life.state, "starting");
    });
  });

  it("finds a task that ignores its abort, soon after it may no longer", async () => {
    await detecting({ ignoreAbortMs: 2_000, intervalMs: 1e9 }, async ({ clock, told, root }) => {
      const orders = root("orders", { unwindMs: 1e6 });
      const ended = orders.spawn("obedient", ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }));
      orders.spawn("deaf", forever);
      orders.abort();
      await clock.advance(1_900);
      assert.deepEqual(told, []);

      await clock.advance(200);

      assert.deepEqual(told, ["found deaf /orders/deaf"]);
      assert.equal(ended.ended?.end, "stopped");
    });
  });

  it("does not take a soft stop for an abort", async () => {
    await detecting({ ignoreAbortMs: 100 }, async ({ clock, detector, root }) => {
      const orders = root("orders");
      orders.spawn("slow", forever);
      orders.stop();
      await clock.advance(30_000);

      assert.deepEqual(problems(detector), []);
    });
  });

  it("finds tasks that are overdue, if it is told what that is", async () => {
    await detecting({ maxTaskAgeMs: 20_000 }, async ({ clock, detector, root }) => {
      root("orders").spawn("worker", forever);
      await clock.advance(20_000);

      assert.deepEqual(problems(detector), ["overdue /orders/worker x1"]);
      assert.match(detector.leaks()[0]?.text ?? "", /has not ended in 20 s/);
    });
  });

  it("finds a growing number of siblings before they are old", async () => {
    const options = { mostSiblings: 30, intervalMs: 100 };
    await detecting(options, async ({ clock, detector, told }) => {
      const gates = [new Gate("grows"), new Gate("stays")];
      for (let number = 0; number < 40; number++) gates[1]?.lease(`steady ${number}`);
      for (let look = 0; look < 4; look++) {
        for (let number = 0; number < 10; number++) gates[0]?.lease(`GET /orders/${look}${number}`);
        await clock.advance(100);
      }

      assert.deepEqual(problems(detector), ["growing GET /orders/00 x40"]);
      await clock.advance(100);
      assert.deepEqual(told, [
        "found growing GET /orders/00",
        "ended growing GET /orders/00",
      ]);
      assert.deepEqual(gates.map(({ inFlight }) => inFlight), [40, 40]);
    });
  });

  it("ignores what it is told to ignore", async () => {
    const ignore = ({ path }: { readonly path: string }): boolean => path === "/pool";
    await detecting({ ignore }, async ({ clock, detector, told, root }) => {
      root("pool");
      root("orders");
      await clock.advance(100_000);

      assert.deepEqual(problems(detector), ["unclosed /orders x1"]);
      assert.deepEqual(told, ["found unclosed /orders"]);
    });
  });

  it("reports all that it has seen as plain data", async () => {
    await detecting({ trace: true }, async ({ clock, detector, root }) => {
      const orders = root("orders");
      const child = orders.child("batch");
      await clock.advance(60_000);
      orders.abort("enough");
      await child.close();

      const report = detector.report();

      assert.deepEqual(JSON.parse(JSON.stringify(report)).openedCount, 2);
      assert.deepEqual([report.sample, report.open.length, report.leaks.length], [1, 1, 1]);
      assert.deepEqual(report.traces.map(({ reason }) => reason), ["enough"]);
    });
  });

  it("answers for all detectors, and writes a tree for people", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      const orders = root("orders");
      await clock.advance(60_000);
      const written: string[] = [];

      printTree((line) => written.push(line));

      assert.deepEqual(leaks(), detector.leaks());
      assert.deepEqual(written.map((line) => line.replace(/, (opened at )?\S*:\d+:\d+$/, "")), [
        "1 open, 1 leak",
        "  scope /orders, 60 s",
        'leak: scope "/orders" was not closed in 60 s',
      ]);
      await orders.close();
    });
    assert.deepEqual(leaks(), []);
  });

  it("tells everybody who was not released", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      const heard: Leak[] = [];
      const forget = detector.on("leak.found", () => heard.pop());
      detector.on("leak.found", (leak) => heard.push(leak));
      forget();
      root("orders");
      await clock.advance(70_000);

      assert.deepEqual(heard.map(({ path }) => path), ["/orders"]);
    });
  });

  it("keeps no timer once it is released", async () => {
    const clock = handClock();
    await detecting({ clock }, ({ detector, root }) => {
      root("orders").abort();
      assert.equal(clock.pending, 2);

      detector.release();
      detector.release();

      assert.equal(clock.pending, 0);
    });
  });

  it("watches nothing and sets no timer at a sample of 0", async () => {
    const clock = handClock();
    await detecting({ clock, sample: 0 }, async ({ detector, root }) => {
      root("orders");
      await clock.advance(1_000_000);

      assert.equal(clock.pending, 0);
      assert.deepEqual(detector.leaks(), []);
    });
  });

  for (
    const options of [
      { maxAgeMs: -1 },
      { maxTaskAgeMs: NaN },
      { ignoreAbortMs: -1 },
      { mostSiblings: 0 },
      { intervalMs: 0 },
      { sample: 2 },
    ]
  ) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      await assert.rejects(detecting(options, () => {}), { code: "BAD_OPTION" });
    });
  }
});
