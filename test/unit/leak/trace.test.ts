import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { type LeakDetector, type Trace, traceTable } from "../../../src/leak/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { detecting, forever } from "./detecting.ts";

function last(detector: LeakDetector): Trace {
  const trace = detector.traces().at(-1);
  assert.ok(trace);
  return trace;
}

function origins(detector: LeakDetector): string[] {
  return detector.traces().map(({ origin }) => origin);
}

function sizes(trace: Trace | undefined): number[] {
  return trace === undefined ? [] : [trace.rows.length, trace.omitted];
}

function droppedCount(detector: LeakDetector): number {
  return detector.leaks().find(({ problem }) => problem === "dropped")?.count ?? 0;
}

function dropAborted(): void {
  new Scope("dropped").abort();
}

async function closeAborted(scope: Scope): Promise<void> {
  scope.abort();
  await scope.close();
}

describe("traces", () => {
  it("follow an abort to each who is reached, with hops and times", async () => {
    await detecting({ trace: true }, async ({ clock, detector, root }) => {
      const orders = root("orders", { unwindMs: 100_000 });
      const batch = orders.child("batch");
      batch.spawn("obeys", ({ signal }) =>
        new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => clock.after(200, resolve));
        }));
      batch.spawn("deaf", forever);
      orders.abort("enough");
      const closing = batch.close();
      await clock.advance(1_000);

      const { rows, ...trace } = last(detector);

      assert.match(trace.where, /trace\.test\.ts:\d+:\d+$/);
      assert.deepEqual({ ...trace, where: "" }, {
        origin: "/orders",
        where: "",
        kind: "call",
        reason: "enough",
        isAbort: true,
        ageMs: 1_000,
        omitted: 0,
      });
      const unheard = { listens: "no", heardAfterMs: undefined, endedAfterMs: undefined };
      assert.deepEqual(rows, [
        { path: "/orders", hops: 0, ...unheard },
        { path: "/orders/batch", hops: 1, ...unheard },
        { path: "/orders/batch/deaf", hops: 2, ...unheard },
        {
          path: "/orders/batch/obeys",
          hops: 2,
          listens: "yes",
          heardAfterMs: 0,
          endedAfterMs: 200,
        },
      ]);
      assert.equal(batch.isClosed, false);
      void closing;
    });
  });

  it("tell a listener that keeps the others waiting", async () => {
    let nowMs = 0;
    const clock = { ...handClock(), nowMs: () => nowMs };
    await detecting({ trace: true, clock }, ({ detector, root }) => {
      const orders = root("orders");
      orders.child("b").onAbort(() => {});
      orders.child("a").onAbort(() => nowMs += 300);
      orders.abort();

      assert.deepEqual(last(detector).rows.map(({ path, heardAfterMs }) => [path, heardAfterMs]), [
        ["/orders", undefined],
        ["/orders/a", 300],
        ["/orders/b", 300],
      ]);
    });
  });

  it("tell a signal to which nobody listens from one that is heard", async () => {
    await detecting({ trace: true }, ({ detector, root }) => {
      const orders = root("orders");
      orders.spawn("unseen", ({ signal }) => signal === undefined ? undefined : forever());
      orders.abort();

      assert.deepEqual(last(detector).rows.map(({ listens }) => listens), ["no", "unseen"]);
    });
  });

  it("leave out a scope that closes without anybody below it", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      const orders = root("orders");
      orders.onStop(() => {});
      orders.defer(() => {});
      await orders.spawn("job", (scope) => void scope.onStop(() => {})).outcome;
      await orders.close();

      assert.deepEqual(detector.traces(), []);
    });
  });

  it("are kept for the last twenty", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      for (let count = 0; count < 25; count++) await closeAborted(root(`${count}`));

      assert.deepEqual(origins(detector), Array.from({ length: 20 }, (_, at) => `/${at + 5}`));
    });
  });

  it("are kept beyond that while somebody does not obey, however much ends meanwhile", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      const lost = root("lost", { unwindMs: Infinity });
      const deaf = Promise.withResolvers<void>();
      lost.spawn("deaf", () => deaf.promise);
      lost.abort();
      const requests = Array.from({ length: 100 }, (_, at) => root(`request ${at}`));
      // All are open at a time, and then none is.
      for (const request of requests) request.abort();
      for (const request of requests) await closeAborted(request);

      assert.equal(origins(detector)[0], "/lost");
      assert.equal(detector.traces()[0]?.rows.at(-1)?.endedAfterMs, undefined);
      assert.match(detector.lines().join("\n"), /^lost at \/lost\/deaf: nobody listens$/m);

      deaf.resolve();
      await lost.close();
      await closeAborted(root("last"));

      assert.equal(origins(detector).includes("/lost"), false);
    });
  });

  it("are bounded when nobody obeys", async () => {
    await detecting({ trace: true }, ({ detector, root }) => {
      for (let count = 0; count < 150; count++) root(`${count}`).abort();

      const kept = origins(detector);

      assert.equal(kept.length, 100);
      assert.deepEqual([kept[0], kept[79], kept[80], kept[99]], ["/0", "/79", "/130", "/149"]);
    });
  });

  it("are given up when all of it was collected", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      for (let count = 0; count < 150; count++) dropAborted();
      detector.check();
      await collectGarbage(() => droppedCount(detector) > 120);
      for (let count = 0; count < 50; count++) root(`kept ${count}`).abort();

      assert.ok(origins(detector).includes("/kept 0"));
    });
  });

  it("take what had closed before for ended", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      const orders = root("orders");
      await orders.close();
      orders.abort();

      assert.deepEqual(last(detector).rows.map(({ endedAfterMs }) => endedAfterMs), [0]);
    });
  });

  it("lose rows of what is open as well once twenty newer ones are there", async () => {
    await detecting({ trace: true }, ({ detector, root }) => {
      const orders = root("orders");
      orders.spawn(
        "ends",
        (scope) => new Promise<void>((resolve) => scope.onAbort(() => resolve())),
      );
      for (let count = 0; count < 1_500; count++) orders.spawn("job", forever);
      orders.abort();
      for (let count = 0; count < 19; count++) root(`${count}`).abort();
      assert.deepEqual(sizes(detector.traces()[0]), [1_502, 0]);

      root("one more").abort();

      assert.deepEqual(sizes(detector.traces()[0]), [1_000, 502]);
    });
  });

  it("keep a thousand rows besides what is open", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      const orders = root("orders");
      const ends: (() => void)[] = [];
      for (let count = 0; count < 1_500; count++) {
        orders.spawn("job", () => new Promise<void>((resolve) => ends.push(resolve)));
      }
      orders.abort();
      assert.equal(last(detector).rows.length, 1_501);
      for (const end of ends) end();
      await orders.close();

      assert.deepEqual([last(detector).rows.length, last(detector).omitted], [1_000, 501]);
    });
  });

  it("are empty unless they are asked for", async () => {
    await detecting({}, ({ detector }) => {
      new Scope("orders").abort();

      assert.deepEqual(detector.traces(), []);
    });
  });
});

describe("traceTable", () => {
  it("shows whom it reached and where it got lost", async () => {
    await detecting({ trace: true }, async ({ clock, detector, root }) => {
      const orders = root("orders");
      const batch = orders.child("batch");
      for (let job = 0; job < 8; job++) batch.spawn(`job ${job}`, forever);
      orders.spawn("obeys", (scope) =>
        new Promise<void>((resolve) => {
          scope.onStop(() => clock.after(1_500, resolve));
        }));
      orders.spawn("stubborn", (scope) => {
        scope.onStop(() => {});
        return forever();
      });
      orders.stop("enough");
      await clock.advance(20_000);

      const [head, ...lines] = traceTable(last(detector));

      assert.match(
        head ?? "",
        /^stop of \/orders, \S*:\d+:\d+, by call, "enough", 20 s ago: 12 reached, 11 open$/,
      );
      assert.deepEqual(lines, [
        "path                     hops  listens  heard after  ended after",
        "/orders                     0       no            -   still open",
        "/orders/stubborn            1      yes         0 ms   still open",
        "/orders/obeys               1      yes         0 ms      1500 ms",
        "/orders/batch               1       no            -   still open",
        "8 x /orders/batch/job #     2       no            -   still open",
        "lost at /orders/stubborn: it was heard, and not obeyed",
        "lost at 8 x /orders/batch/job #: nobody listens",
      ]);
    });
  });
});
