import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { type LeakDetector, type Trace, traceTable } from "../../../src/leak/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { detecting, forever } from "./detecting.ts";

function last(detector: LeakDetector): Trace {
  const trace = detector.traces().at(-1);
  assert.ok(trace);
  return trace;
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

  it("are kept for the last twenty, and for a thousand rows besides what is open", async () => {
    await detecting({ trace: true }, async ({ detector, root }) => {
      for (let count = 0; count < 25; count++) new Scope(`${count}`).abort();
      assert.deepEqual(detector.traces().map(({ origin }) => origin).slice(0, 2), ["/5", "/6"]);

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
