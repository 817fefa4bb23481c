import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle, type Scope } from "../../../src/core/mod.ts";
import { Group, Pool } from "../../../src/tasks/mod.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { detecting, problems } from "./detecting.ts";

describe("what is in use", () => {
  it("is a pool of a life, busy or not", async () => {
    await detecting({}, async ({ clock, detector }) => {
      const life = new Lifecycle({ clock });
      const wait = (): Promise<void> => new Promise((resolve) => void clock.after(50, resolve));
      const pool = new Pool<number>("thumbs", wait, { workers: 2, life });
      for (let job = 0; job < 90; job++) {
        await pool.add(job);
        await clock.advance(1_000);
      }
      assert.deepEqual(problems(detector), []);

      await clock.advance(1_000_000);

      assert.deepEqual(problems(detector), []);
      assert.equal(pool.state, "open");
    });
  });

  it("is an idle group, with what is above it", async () => {
    await detecting({}, async ({ clock, detector, told, root }) => {
      const life = new Lifecycle({ clock });
      const [ofLife, ofNobody] = [
        new Group("requests", { parent: life.scope }),
        new Group("loose", { clock }),
      ];
      const ofScope = new Group("jobs", { parent: root("app").child("http") });
      await ofNobody.spawn("job", () => {}).outcome;
      await clock.advance(1_000_000);

      assert.deepEqual(problems(detector), []);
      assert.deepEqual(told, []);
      assert.deepEqual([ofLife, ofNobody, ofScope].map(({ isClosed }) => isClosed), [
        false,
        false,
        false,
      ]);
    });
  });

  it("is a child that listens for a stop, while it finishes", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      const orders = root("orders");
      orders.child("batch").onStop(() => {});
      orders.stop();
      await clock.advance(1_000_000);

      assert.deepEqual(problems(detector), []);
    });
  });

  it("is nothing that was aborted", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      const orders = root("orders");
      orders.child("batch").onAbort(() => {});
      orders.abort();
      await clock.advance(1_000_000);

      assert.deepEqual(problems(detector), ["unclosed /orders x1", "unclosed /orders/batch x1"]);
    });
  });

  it("is no root that only listens, nor one whose children are idle", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      root("listens").onStop(() => {});
      const above = root("above").child("idle");
      await clock.advance(100_000);

      assert.deepEqual(problems(detector), [
        "unclosed /listens x1",
        "unclosed /above x1",
        "idle /above/idle x1",
      ]);
      assert.equal(above.isClosed, false);
    });
  });

  it("is no empty scope with the path of one in use", async () => {
    await detecting({}, async ({ clock, detector, root }) => {
      const [used, forgotten] = [root("request"), root("request")];
      const group = new Group("reads", { parent: used });
      await clock.advance(100_000);
      assert.deepEqual(problems(detector), ["unclosed /request x1"]);

      await forgotten.close();

      assert.deepEqual(problems(detector), []);
      assert.equal(group.isClosed, false);
    });
  });

  it("may be what was not noted", async () => {
    let draw = 0;
    // The root is noted, the scope of the group is not.
    const random = (): number => draw++ === 0 ? 0 : 0.999_999_999;
    await detecting({ sample: 0.5, random }, async ({ clock, detector, root }) => {
      const group = new Group("jobs", { parent: root("app") });
      await clock.advance(100_000);

      assert.deepEqual(detector.report().open.map(({ path }) => path), ["/app"]);
      assert.deepEqual(problems(detector), []);
      assert.equal(group.isClosed, false);
    });
  });

  it("is no group that was dropped, which the collector finds", async () => {
    await detecting({}, async ({ clock, detector, told }) => {
      for (let count = 0; count < 10; count++) void new Group("lost", { clock });
      // A look lets go of the stacks, in which the constructors of the groups are.
      detector.check();

      await collectGarbage(() => told.includes("found dropped /lost"));

      assert.deepEqual(told.filter((text) => !text.startsWith("found dropped ")), []);
    });
  });
});

describe("a look at a deep tree", () => {
  for (const sample of [1, 0.5]) {
    it(`walks nothing twice, with ${sample} of it noted`, async () => {
      let draw = 0;
      const random = (): number => draw++ % 2 === 0 ? 0 : 0.999_999_999;
      await detecting({ sample, random }, async ({ clock, detector, root }) => {
        chain(root("deep"), 2_000);
        chain(root("other"), 2_000).spawn("worker", () => new Promise(() => {}));
        await clock.advance(60_000);

        const found = detector.leaks();

        const paths = found.map(({ path }) => path.slice(0, 5));
        assert.deepEqual([...new Set(paths)], sample === 1 ? ["/deep"] : []);
        assert.equal(found.length, sample === 1 ? 2_001 : 0);
      });
    });
  }
});

function chain(top: Scope, depth: number): Scope {
  let scope = top;
  for (let count = 0; count < depth; count++) scope = scope.child("below");
  return scope;
}
