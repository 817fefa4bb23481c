import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/mod.ts";
import { Guard } from "../../../src/http/guard.ts";
import { observeRequests, type RequestObserver } from "../../../src/http/observer.ts";
import { handClock } from "../../../src/testing/mod.ts";

/** A life with a guard, and everything that an observer was told. */
function watched(handler: (request: Request) => Response | Promise<Response>) {
  const life = new Lifecycle({ clock: handClock() });
  const guard = new Guard(life, { handler, retryAfterSeconds: undefined });
  const told: string[] = [];
  const observer: RequestObserver = {
    admitted: ({ method, path, headers }) => {
      told.push(`admitted ${method} ${path} ${headers.get("X-Name")}`);
      return {
        answered: (status) => void told.push(`answered ${status}`),
        ended: (end) => void told.push(`ended ${end}`),
      };
    },
    refused: ({ path }) => void told.push(`refused ${path}`),
  };
  const ask = () =>
    guard.fetch(new Request("http://localhost/orders?a=1", { headers: { "x-name": "me" } }), {});
  return { life, guard, told, observer, ask, release: observeRequests(life, observer) };
}

const ok = () => new Response("ok");

describe("observeRequests", () => {
  it("tells of a request from its admission to its end", async () => {
    const { told, ask } = watched(ok);

    await ask();

    assert.deepEqual(told, ["admitted GET /orders me", "answered 200", "ended done"]);
  });

  it("tells what was refused", async () => {
    const { life, told, ask } = watched(ok);
    life.gate.close();

    await ask();

    assert.deepEqual(told, ["refused /orders"]);
  });

  it("tells a handler that throws at once from one that rejects", async () => {
    for (
      const fail of [() => {
        throw new Error("no");
      }, () => Promise.reject(new Error("no"))]
    ) {
      const { told, ask } = watched(fail);

      await assert.rejects(async () => await ask());

      assert.deepEqual(told.slice(1), ["ended failed"]);
    }
  });

  it("tells what was cut", async () => {
    const { guard, told, ask } = watched(() => new Promise<Response>(() => {}));
    const answer = ask();
    guard.cut();

    assert.equal((await answer)?.status, 503);
    assert.deepEqual(told.slice(1), []);
  });

  it("tells no more once released", async () => {
    const { told, ask, release } = watched(ok);
    release();
    release();

    await ask();

    assert.deepEqual(told, []);
  });

  it("tells twice who was added twice, until both are released", async () => {
    const { life, told, observer, ask, release } = watched(ok);
    const other = observeRequests(life, observer);
    await ask();
    assert.equal(told.filter((line) => line === "ended done").length, 2);
    release();
    await ask();
    assert.equal(told.filter((line) => line === "ended done").length, 3);
    other();
    await ask();
    assert.equal(told.filter((line) => line === "ended done").length, 3);
  });

  it("runs the handler inside of all contexts, the first one outermost", async () => {
    const order: string[] = [];
    const { life, ask } = watched(() => {
      order.push("handler");
      return ok();
    });
    for (const name of ["outer", "inner"]) {
      observeRequests(life, {
        admitted: () => ({
          run: (handle) => {
            order.push(name);
            return handle();
          },
        }),
      });
    }

    await ask();

    assert.deepEqual(order, ["outer", "inner", "handler"]);
  });

  it("keeps what observers throw from the request, and tells it", async () => {
    const { life, ask } = watched(ok);
    const caught: string[] = [];
    const fail = () => {
      throw new Error("no");
    };
    life.on("error.caught", ({ from }) => void caught.push(from));
    observeRequests(life, { admitted: fail });
    observeRequests(life, { admitted: () => ({ run: fail, answered: fail, ended: fail }) });

    const answer = await ask();

    assert.equal(await answer?.text(), "ok");
    assert.deepEqual(caught, Array(4).fill("request observer"));
  });

  it("lets an error of the handler through a context", async () => {
    const { life, ask } = watched(() => {
      throw new Error("mine");
    });
    observeRequests(life, { admitted: () => ({ run: (handle) => handle() }) });

    await assert.rejects(async () => await ask(), /mine/);
  });

  for (const name of ["admitted", "ended", "refused"] as const) {
    it(`publishes to who subscribes to "${name}" alone`, async () => {
      const { life, ask, release } = watched(ok);
      release();
      let heard = 0;
      const listen = () => void (heard += 1);
      channel(`quiesce:request.${name}`).subscribe(listen);

      await ask();
      life.gate.close();
      await ask();
      channel(`quiesce:request.${name}`).unsubscribe(listen);

      assert.equal(heard, 1);
    });
  }

  it("publishes on channels, with or without observers", async () => {
    const { life, ask, release } = watched(ok);
    release();
    const messages: { version: number; life: Lifecycle; request: { path: string } }[] = [];
    const names = ["admitted", "ended", "refused"].map((name) => `quiesce:request.${name}`);
    const listen = (message: unknown, name: string | symbol) => {
      messages.push(message as typeof messages[number]);
      heard.push(String(name));
    };
    const heard: string[] = [];
    for (const name of names) channel(name).subscribe(listen);

    await ask();
    life.gate.close();
    await ask();
    for (const name of names) channel(name).unsubscribe(listen);
    await ask();

    assert.deepEqual(heard, names);
    assert.ok(messages.every((each) => each.version === 1 && each.life === life));
    assert.equal(messages[0]?.request, messages[1]?.request);
    assert.equal(messages[2]?.request.path, "/orders");
  });
});
