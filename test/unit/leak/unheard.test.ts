import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { detecting, forever, problems } from "./detecting.ts";

describe("a signal to which nobody listens", () => {
  it("is found while it is open, once it is old", async () => {
    await detecting({}, async ({ clock, told, root }) => {
      const orders = root("orders");
      orders.spawn("worker", ({ signal }) => signal === undefined ? undefined : forever());
      await clock.advance(50_000);
      assert.deepEqual(told, []);

      await clock.advance(10_000);

      assert.deepEqual(told, ["found unheard /orders/worker"]);
    });
  });

  it("is found when its task ends, and stays found", async () => {
    await detecting({}, async ({ clock, detector, told, root }) => {
      const orders = root("orders");
      for (let job = 0; job < 3; job++) {
        orders.spawn(`job ${job}`, ({ stopping }) => typeof stopping);
      }
      await orders.close();
      await clock.advance(20_000);

      assert.deepEqual(problems(detector), ["unheard /orders/job 0 x3"]);
      assert.match(
        detector.leaks()[0]?.text ?? "",
        /^3 x task "\/orders\/job #" has a signal to which nobody was seen listening/,
      );
      assert.deepEqual(told, ["found unheard /orders/job 0"]);
    });
  });

  it("is not one that was listened to, polled, or aborted before it was asked for", async () => {
    await detecting({}, async ({ detector, root }) => {
      const orders = root("orders");
      orders.spawn("listens", ({ signal }) => signal.addEventListener("abort", () => {}));
      orders.spawn("polls", ({ signal }) => signal.aborted);
      orders.spawn("asks", ({ stopping }) => stopping.throwIfAborted());
      orders.spawn("hears", (scope) => scope.onAbort(() => {}));
      await orders.close();
      assert.equal(orders.signal.aborted, false);

      const aborted = new Scope("aborted");
      aborted.abort();
      assert.equal(aborted.signal.aborted, true);
      await aborted.close();

      assert.deepEqual(problems(detector), []);
    });
  });

  it("is ignored by its place", async () => {
    const ignore = ({ where }: { readonly where: string }): boolean =>
      where.includes("unheard.test");
    await detecting({ ignore }, async ({ detector, root }) => {
      const orders = root("orders");
      orders.spawn("job", ({ stopping }) => typeof stopping);
      await orders.close();

      assert.deepEqual(problems(detector), []);
    });
  });

  it("is one that only the core itself has looked at", async () => {
    await detecting({}, async ({ detector, root }) => {
      const orders = root("orders");
      orders.spawn("worker", async ({ signal, stopping }) => {
        await Promise.resolve();
        return [signal, stopping].length;
      });
      orders.abort();
      await orders.close();

      assert.deepEqual(problems(detector), ["unheard /orders/worker x1"]);
    });
  });

  it("works as any other when the detector has gone", async () => {
    const signals: AbortSignal[] = [];
    let heard = 0;
    await detecting({}, ({ root }) => {
      const orders = root("orders");
      signals.push(orders.signal);
      setTimeout(() => orders.abort(), 0);
    });
    const { promise, resolve } = Promise.withResolvers<void>();

    signals[0]?.addEventListener("abort", () => resolve(void (heard += 1)));
    await promise;

    assert.equal(heard, 1);
  });
});
