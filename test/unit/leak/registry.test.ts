import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Gate, Lifecycle, Scope, track } from "../../../src/core/mod.ts";
import { Registry, type RegistryOptions } from "../../../src/leak/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** Runs `look` with a registry that is released whatever happens. */
async function watched(
  look: (registry: Registry) => unknown,
  options: RegistryOptions = {},
): Promise<void> {
  const registry = new Registry(options);
  try {
    await look(registry);
  } finally {
    registry.release();
  }
}

function paths(registry: Registry): string[] {
  return registry.open().map(({ kind, path }) => `${kind} ${path}`);
}

describe("Registry", () => {
  it("knows each scope and task that is open, and forgets what has closed", async () => {
    await watched(async (registry) => {
      const root = new Scope("orders");
      const held = Promise.withResolvers<void>();
      root.spawn("worker", () => held.promise);
      const child = root.child("batch");
      const detached = root.detached("audit");
      const shielded = root.shield(1_000, () => held.promise);

      assert.deepEqual(paths(registry), [
        "scope /orders",
        "task /orders/worker",
        "scope /orders/batch",
        "scope /orders/audit",
        "scope /orders/shield",
      ]);
      held.resolve();
      await Promise.all([child.close(), detached.close(), shielded]);
      assert.deepEqual(paths(registry), ["scope /orders"]);
      await root.close();
      assert.deepEqual(paths(registry), []);
      assert.equal(registry.openedCount, 5);
    });
  });

  it("knows leases until they are released", async () => {
    await watched((registry) => {
      const gate = new Gate("http");
      const [first, second] = [gate.lease("GET /a"), gate.lease("GET /b")];

      first?.release();

      assert.deepEqual(paths(registry), ["lease GET /b"]);
      second?.release();
      second?.release();
      assert.deepEqual(paths(registry), []);
    });
  });

  it("knows hooks until they are taken back or have run", async () => {
    await watched(async (registry) => {
      const clock = handClock();
      const life = new Lifecycle({ clock });
      const takeBack = life.onClose("cache", () => {});
      life.use("database", {}, () => {});
      life.ready();

      assert.deepEqual(paths(registry), ["scope /", "hook cache", "hook database"]);
      takeBack();
      assert.deepEqual(paths(registry), ["scope /", "hook database"]);
      void life.shutdown();
      await clock.advance(10_000);
      assert.deepEqual(paths(registry), []);
    });
  });

  it("tells where each was opened, its age, its status, and how long ago it was aborted", async () => {
    const clock = handClock();
    await watched(async (registry) => {
      const root = new Scope("orders", { clock });
      await clock.advance(1_000);
      const gate = new Gate("http");
      const task = root.spawn("worker", (scope) => {
        scope.status("batch 3 of 9");
        return new Promise(() => {});
      });
      gate.lease("GET /a");
      await clock.advance(500);
      root.abort();
      await clock.advance(200);

      const [scope, worker, lease] = registry.open();
      assert.equal(task.ended, undefined);
      assert.deepEqual([scope?.ageMs, worker?.ageMs, lease?.ageMs], [1_700, 700, 700]);
      assert.deepEqual([scope?.isRoot, worker?.isRoot, lease?.isRoot], [true, false, true]);
      assert.deepEqual([worker?.status, worker?.abortedForMs], ["batch 3 of 9", 200]);
      assert.equal(lease?.abortedForMs, undefined);
      for (const entry of [scope, worker, lease]) {
        assert.match(entry?.where ?? "", /leak\/registry\.test\.ts:\d+:\d+$/);
      }
    }, { clock });
  });

  it("counts a task as aborted that is spawned below an aborted scope", async () => {
    const clock = handClock();
    await watched(async (registry) => {
      const root = new Scope("orders", { clock });
      root.abort();
      root.spawn("late", () => new Promise(() => {}));
      await clock.advance(100);

      assert.equal(registry.open().at(-1)?.abortedForMs, 100);
    }, { clock });
  });

  it("says who called the package, where the package opened it", async () => {
    await watched((registry) => {
      const life = new Lifecycle();

      assert.match(registry.open()[0]?.where ?? "", /registry\.test\.ts/);
      assert.equal(life.state, "starting");
    });
  });

  it("leaves the number of frames that errors have as it was", async () => {
    const engine = Error as { stackTraceLimit?: number };
    const before = engine.stackTraceLimit;
    await watched(() => void new Scope("orders"));

    assert.equal(engine.stackTraceLimit, before);
  });

  it("does not know what was opened before it", async () => {
    const before = new Scope("before");
    await watched(async (registry) => {
      const child = before.child("after");

      assert.deepEqual(paths(registry), ["scope /before/after"]);
      await Promise.all([child.close(), before.close()]);
      assert.deepEqual(paths(registry), []);
    });
  });

  it("knows nothing after its release, and lets others track then", () => {
    const registry = new Registry();
    const root = new Scope("orders");

    registry.release();
    registry.release();

    assert.deepEqual(paths(registry), []);
    const nothing = (): void => {};
    track({
      opened: nothing,
      closed: nothing,
      signalMade: nothing,
      listened: nothing,
      cancelling: nothing,
      told: nothing,
      passed: nothing,
    })();
    assert.equal(root.isClosed, false);
  });

  it("shares the process with other registries", async () => {
    await watched(async (first) => {
      const early = new Scope("early");
      await watched(async (second) => {
        const late = new Scope("late");
        assert.deepEqual([paths(first).length, paths(second)], [2, ["scope /late"]]);
        await late.close();
      });
      assert.deepEqual(paths(first), ["scope /early"]);
      await early.close();
    });
  });

  it("shows a tree in which many of a kind share a line", async () => {
    const clock = handClock();
    await watched(async (registry) => {
      const root = new Scope("orders", { clock });
      for (let number = 0; number < 20; number++) root.child(`order ${number}`).child("rows");
      const task = root.spawn("worker", (scope) => {
        scope.status("waits");
        return new Promise(() => {});
      });
      await clock.advance(2_000);

      const lines = registry.lines().map((line) => line.replace(/, \S*:\d+:\d+$/, ""));

      assert.equal(task.ended, undefined);
      assert.deepEqual(lines, [
        "scope /orders, 2000 ms",
        "  20 x scope order #, 2000 ms, 20 open below",
        '  task worker, 2000 ms, "waits"',
      ]);
    }, { clock });
  });

  it("shows a tree of any depth", async () => {
    await watched((registry) => {
      let scope = new Scope("0");
      for (let depth = 1; depth < 2_000; depth++) scope = scope.child("x");

      const lines = registry.lines();

      assert.equal(lines.length, 31);
      assert.match(lines.at(-1) ?? "", /^ {60}scope x, .*, 1969 open below, /);
    });
  });

  for (const sample of [-0.1, 1.1, NaN]) {
    it(`refuses ${sample} for a sample`, () => {
      assert.throws(() => new Registry({ sample }), { code: "BAD_OPTION" });
    });
  }
});

describe("sampling", () => {
  it("notes nothing and watches nothing at 0", async () => {
    await watched((registry) => {
      void new Scope("orders");

      assert.equal(registry.openedCount, 0);
      // Nobody else could track if it did.
      new Registry({ sample: 1 }).release();
    }, { sample: 0 });
  });

  it("notes the given share, each on its own", async () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    await watched(async (registry) => {
      for (let index = 0; index < 4_000; index++) {
        // Always in pairs: one of each must be noted as often as the other.
        const scope = new Scope("even");
        const task = scope.spawn("odd", () => {});
        assert.equal(task.ended?.end, "done");
        await scope.close();
      }
      assert.ok(Math.abs(registry.openedCount - 2_000) < 200, `${registry.openedCount} noted`);
      assert.deepEqual(registry.open(), []);
    }, { sample: 0.25, random });
  });

  it("does not favor what is opened at the same beat", async () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    await watched((registry) => {
      const gate = new Gate("http");
      for (let index = 0; index < 1_000; index++) for (const name of ["a", "b"]) gate.lease(name);

      const noted = Map.groupBy(registry.open(), ({ path }) => path);
      const counts = [...noted.values()].map(({ length }) => length);
      assert.equal(counts.length, 2);
      assert.ok(counts.every((count) => Math.abs(count - 500) < 100), counts.join());
    }, { sample: 0.5, random });
  });
});
