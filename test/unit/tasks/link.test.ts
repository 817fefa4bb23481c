import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { Scope, StopReason } from "../../../src/core/mod.ts";
import { link, type LinkHandle } from "../../../src/tasks/mod.ts";
import { countListeners } from "./count-listeners.ts";
import { hasSettled } from "./has-settled.ts";

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await undefined;
}

describe("linking an object with stop() or close()", () => {
  for (const method of ["stop", "close"] as const) {
    it(`calls ${method}() when the scope stops, and waits for it`, async () => {
      const scope = new Scope("orders");
      const held = Promise.withResolvers<void>();
      const calls: unknown[][] = [];
      const handle = {
        [method](...args: unknown[]) {
          calls.push([this, ...args]);
          return held.promise;
        },
      };
      link(scope, handle as unknown as LinkHandle);

      scope.stop();
      assert.deepEqual(calls, [[handle]], "as a method, without arguments");
      const closed = scope.close();
      assert.equal(await hasSettled(closed), false);
      assert.deepEqual(scope.open().map(({ path, kind }) => [path, kind]), [
        ["/orders/link", "task"],
      ]);
      held.resolve();

      assert.equal((await closed).end, "done");
      assert.equal(calls.length, 1);
    });
  }

  it("stops first and closes last, when there are both", async () => {
    const scope = new Scope("orders");
    const log: string[] = [];
    const handle = { stop: () => log.push("stop"), close: () => log.push("close") };
    link(scope, handle);
    scope.spawn("task", async (own) => {
      await new Promise<void>((resolve) => void own.onStop(() => resolve()));
      await undefined;
      log.push("task ended");
    });

    await scope.close();

    assert.deepEqual(log, ["stop", "task ended", "close"]);
  });

  it("puts what it throws into the outcome of the scope", async () => {
    const scope = new Scope("orders");
    const broken = ["thrown", "rejected"].map((message) => new Error(message));
    link(scope, {
      stop() {
        throw broken[0];
      },
    });
    link(scope, { close: () => Promise.reject(broken[1]) });

    const { end, errors } = await scope.close();

    assert.equal(end, "failed");
    assert.deepEqual(new Set(errors), new Set(broken));
  });

  it("does not hang on a handle that never stops, and names it", async () => {
    const scope = new Scope("orders", { unwindMs: 1 });
    link(scope, { stop: () => new Promise(() => {}) }, { name: "stop queue" });

    scope.abort();
    const { end, unstopped } = await scope.close();

    assert.equal(end, "timed-out");
    assert.deepEqual(unstopped.map(({ path }) => path), ["/orders/stop queue"]);
    assert.match(unstopped[0]?.where ?? "", /link\.test\.ts:\d+/);
  });

  it("asks a handle at once that is linked late", async () => {
    const log: string[] = [];
    const handle = (name: string): LinkHandle => ({
      stop: () => log.push(`stop ${name}`),
      close: () => log.push(`close ${name}`),
    });
    const stopping = new Scope("stopping");
    stopping.stop();
    const closed = new Scope("closed");
    await closed.close();

    link(stopping, handle("stopping"));
    link(closed, handle("closed"));
    await settled();
    assert.deepEqual(log, ["stop stopping", "stop closed", "close closed"]);
    await stopping.close();

    assert.equal(log.at(-1), "close stopping");
  });

  it("leaves the handle alone once it is undone", async () => {
    const scope = new Scope("orders");
    const undo = link(scope, {
      stop: () => assert.fail("stop"),
      close: () => assert.fail("close"),
    });

    undo();
    undo();

    assert.equal((await scope.close()).end, "done");
  });

  it("refuses what is no handle", () => {
    const scope = new Scope("orders");
    for (const handle of [undefined, null, 3, {}, { stop: true }, () => {}]) {
      assert.throws(() => link(scope, handle as unknown as LinkHandle), {
        code: "BAD_OPTION",
        message: /^Cannot link scope "\/orders": "handle" must be an AbortController, an emitter /,
      });
    }
  });
});

describe("linking an AbortController", () => {
  it("aborts it with the reason of the scope's abort, and not by a stop", async () => {
    const scope = new Scope("orders");
    const controller = new AbortController();
    link(scope, controller);

    scope.stop();
    assert.equal(controller.signal.aborted, false);
    scope.abort("now");

    assert.equal(controller.signal.reason, scope.reason);
    await scope.close();
  });

  it("aborts the scope when it is aborted", () => {
    const scope = new Scope("orders");
    const controllers = [new AbortController(), new AbortController()];
    for (const each of controllers) link(scope, each);
    const why = new Error("the client is gone");

    controllers[0]?.abort(why);

    assert.equal(scope.isAborted, true);
    assert.equal(scope.reason?.cause, why);
    assert.equal(controllers[1]?.signal.reason, scope.reason);
  });

  it("keeps a reason of ours as it is, through several scopes", () => {
    const scopes = [new Scope("a"), new Scope("b")];
    const controller = new AbortController();
    for (const scope of scopes) link(scope, controller);
    const reason = new StopReason("enough");

    scopes[0]?.abort(reason);

    assert.equal(controller.signal.reason, reason);
    assert.equal(scopes[1]?.reason, reason);
  });

  it("is settled at once when either side has ended before", async () => {
    const why = new Error("before");
    const scope = new Scope("orders");
    link(scope, abortedController(why));
    assert.equal(scope.reason?.cause, why);

    const late = new AbortController();
    link(scope, late);
    assert.equal(late.signal.reason, scope.reason);

    const closed = new Scope("closed");
    await closed.close();
    const later = new AbortController();
    link(closed, later);
    assert.equal((later.signal.reason as Error).name, "AbortError");
  });

  it("leaves no listener once the scope has closed or the link is undone", async () => {
    for (const end of ["close", "undo", "abort"] as const) {
      const scope = new Scope("orders");
      const controller = new AbortController();
      const listeners = countListeners(controller.signal);
      const undo = link(scope, controller);
      assert.equal(listeners.count, 1);

      if (end === "close") await scope.close();
      else if (end === "abort") scope.abort();
      else undo();

      assert.equal(listeners.count, 0, end);
      assert.equal(controller.signal.aborted, end === "abort");
      controller.abort();
      assert.equal(scope.isAborted, end === "abort");
    }
  });
});

describe("linking an emitter", () => {
  it("closes the scope on its close event, and does not close it in turn", async () => {
    const scope = new Scope("orders");
    const emitter = Object.assign(new EventEmitter(), { close: () => assert.fail("closed") });
    link(scope, emitter);
    let why: StopReason | undefined;
    scope.onStop((reason) => why = reason);

    emitter.emit("close");
    emitter.emit("close");

    assert.equal((await scope.close()).end, "done");
    assert.equal(why?.message, 'what is linked to scope "/orders" closed');
    assert.equal(emitter.listenerCount("close"), 0);
  });

  it("hears an EventTarget as well", async () => {
    const scope = new Scope("orders");
    const target = new EventTarget();
    link(scope, target);

    target.dispatchEvent(new Event("close"));

    assert.equal(scope.isStopping, true);
    assert.equal((await scope.close()).end, "done");
  });

  it("waits for the close event when close() returns no promise", async () => {
    const scope = new Scope("orders");
    let calls = 0;
    const emitter = Object.assign(new EventEmitter(), { close: () => void (calls += 1) });
    link(scope, emitter);

    const closed = scope.close();
    assert.equal(await hasSettled(closed), false);
    emitter.emit("close");

    assert.equal((await closed).end, "done");
    assert.equal(calls, 1);
    assert.equal(emitter.listenerCount("close"), 0);
  });

  it("takes the close for an answer when the scope has asked for it", async () => {
    const scope = new Scope("orders");
    const emitter = Object.assign(new EventEmitter(), { close() {} });
    link(scope, emitter);

    scope.stop();
    emitter.emit("close");
    await settled();

    assert.equal(scope.isClosed, false, "who stops a scope closes it, too");
    assert.equal((await scope.close()).end, "done");
  });

  it("does not close what has closed by itself after its stop", async () => {
    const scope = new Scope("orders");
    const emitter = Object.assign(new EventEmitter(), {
      stop: () => void emitter.emit("close"),
      close: () => assert.fail("closed"),
    });
    link(scope, emitter);

    assert.equal((await scope.close()).end, "done");
  });

  it("does not wait for an event target that says nothing", async () => {
    const scope = new Scope("orders");
    let calls = 0;
    link(scope, Object.assign(new EventTarget(), { close: () => void (calls += 1) }));

    assert.equal((await scope.close()).end, "done");
    assert.equal(calls, 1);
  });

  it("is deaf once it is undone, unless it was asked to end already", async () => {
    const scope = new Scope("orders");
    const emitter = Object.assign(new EventEmitter(), { close() {} });
    const undo = link(scope, emitter);
    undo();
    emitter.emit("close");
    assert.equal(scope.isStopping, false);

    const undoLate = link(scope, emitter);
    scope.stop();
    undoLate();
    emitter.emit("close");

    assert.equal((await scope.close()).end, "done");
  });

  it("ends what runtimes have, whether it says so or not", async () => {
    const made: Readonly<Record<string, () => LinkHandle>> = {
      readline: () => createInterface({ input: new PassThrough() }),
      socket: () => createSocket("udp4"),
      port: () => new MessageChannel().port1,
      broadcast: () => new BroadcastChannel("link"),
    };
    for (const [name, make] of Object.entries(made)) {
      const scope = new Scope(name);
      link(scope, make());

      assert.deepEqual(await scope.close(), { end: "done", errors: [], unstopped: [] });
    }
  });

  it("closes a server that listens, in both directions", async () => {
    for (const first of ["scope", "server"] as const) {
      const scope = new Scope("orders");
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      link(scope, server);

      if (first === "server") {
        server.close();
        await once(server, "close");
        assert.equal(scope.isStopping, true);
      }
      assert.equal((await scope.close()).end, "done");
      assert.equal(server.listening, false);
    }
  });
});

function abortedController(why: unknown): AbortController {
  const controller = new AbortController();
  controller.abort(why);
  return controller;
}
