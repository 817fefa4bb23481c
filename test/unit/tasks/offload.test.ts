import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { QuiesceError, Scope } from "../../../src/core/mod.ts";
import { offload } from "../../../src/tasks/offload.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { hasSettled } from "./has-settled.ts";

/** What esbuild wraps functions with, when it is told to keep their names. */
declare const __name: <F>(run: F, name: string) => F;

const WORK = new URL("./offload-work.ts", import.meta.url);

/** What a promise rejects with, as a value. */
async function thrown(work: Promise<unknown>): Promise<unknown> {
  return await work.then((value) => assert.fail(`got ${String(value)}`), (error: unknown) => error);
}

/** A way for work in a thread to say that it is running. */
function startLine(): { readonly port: MessagePort; readonly running: Promise<void> } {
  const { port1, port2 } = new MessageChannel();
  const { promise, resolve } = Promise.withResolvers<void>();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  return { port: port2, running: promise };
}

describe("offload of a function", () => {
  it("gives the result", async () => {
    assert.equal(await offload((n: number) => n * 2, { input: 21 }), 42);
  });

  it("waits for a promise", async () => {
    const result = await offload(async () => {
      const { threadId } = await import("node:worker_threads");
      return threadId;
    });

    assert.ok(result > 0, "it ran in the main thread");
  });

  it("hands over what is to be transferred, and copies the rest", async () => {
    const moved = new ArrayBuffer(8);
    const copied = new ArrayBuffer(4);

    const sizes = await offload(
      (given: readonly ArrayBuffer[]) => given.map(({ byteLength }) => byteLength),
      { input: [moved, copied], transfer: [moved] },
    );

    assert.deepEqual([sizes, moved.byteLength, copied.byteLength], [[8, 4], 0, 4]);
  });

  it("rejects with the error, as it was thrown", async () => {
    const error = await thrown(offload(function parse() {
      const error = new RangeError("line 3 is bad", { cause: new Error("no comma") });
      throw Object.assign(error, { code: "E_LINE" });
    }));

    assert.ok(error instanceof Error);
    const { name, message, code, stack, cause } = error as Error & { readonly code?: string };
    assert.deepEqual([name, message, code], ["RangeError", "line 3 is bad", "E_LINE"]);
    assert.match(stack ?? "", /offload:parse/);
    assert.equal((cause as Error).message, "no comma");
  });

  it("rejects with what is thrown and is no error", async () => {
    const value = await thrown(offload(() => {
      throw { status: 404 };
    }));

    assert.deepEqual(value, { status: 404 });
  });

  it("rejects when the result or the input cannot be copied", async () => {
    const result = await thrown(offload(() => () => 1));
    const input = await thrown(offload((run: () => number) => run(), { input: () => 1 }));

    assert.equal((result as Error).name, "DataCloneError");
    assert.equal((input as Error).name, "DataCloneError");
  });

  it("runs a function whose names a bundler keeps by a wrapper", async () => {
    assert.equal(await offload(() => __name(() => 7, "seven")()), 7);
  });

  it("refuses what has no source text of its own", async () => {
    const all = [Math.max, (() => 1).bind(null), class {}, undefined] as (() => void)[];

    for (const work of all) {
      const error = await thrown(offload(work));
      assert.ok(error instanceof QuiesceError && error.code === "BAD_OPTION");
      assert.match(error.message, /^Cannot offload: "work" must be a function/);
    }
  });

  it("refuses a method, whose text is no expression, and says what to give", async () => {
    const all = {
      resize(n: number) {
        return n;
      },
      async load() {},
    };

    for (const work of [all.resize, all.load] as (() => void)[]) {
      const error = await thrown(offload(work));
      assert.ok(error instanceof QuiesceError && error.code === "BAD_OPTION");
      assert.match(error.message, /an arrow function or a function expression, not a method, got/);
      assert.ok(error.cause instanceof SyntaxError);
    }
  });

  it("takes every kind of function that is an expression", async () => {
    const works: readonly (() => unknown)[] = [
      () => 1,
      async () => await Promise.resolve(2),
      function three() {
        return 3; // the last line may be a comment
      },
    ];

    assert.deepEqual(await Promise.all(works.map((work) => offload(work))), [1, 2, 3]);
  });

  it("says why the function does not see what surrounds it", async () => {
    const surrounding = { value: 5 };

    const error = await thrown(offload(() => surrounding.value));

    const { name, message, stack = "" } = error as Error;
    assert.equal(name, "ReferenceError");
    assert.match(
      message,
      /surrounding.*\(a function travels .* as text, and sees only its input\)$/,
    );
    assert.match(stack, /offload:offload/);
  });

  it("keeps the text of the thread's program out of every stack", async () => {
    const works: readonly (() => unknown)[] = [
      () => () => 1,
      () => Promise.reject(new Error("no")),
    ];

    for (const work of works) {
      const { stack = "" } = await thrown(offload(work)) as Error;
      assert.doesNotMatch(stack, /data:text|%20/);
      assert.ok(stack.length > 0);
    }
  });

  it("refuses a time below zero", async () => {
    const error = await thrown(offload(() => 1, { stopMs: -1 }));

    assert.equal((error as QuiesceError).code, "BAD_OPTION");
  });
});

describe("offload of a module", () => {
  it("runs an export of TypeScript", async () => {
    assert.equal(await offload(WORK, { input: { from: 1, to: 4 } }), 10);
  });

  it("rejects when the module has no such function", async () => {
    const missing = await thrown(offload(WORK, { export: "missing" }));
    const noFunction = await thrown(offload(WORK, { export: "notWork" }));

    assert.ok(missing instanceof QuiesceError && missing.code === "BAD_OPTION");
    assert.equal(missing.message, `Cannot offload: ${WORK.href} exports no function "missing"`);
    assert.equal((noFunction as QuiesceError).code, "BAD_OPTION");
  });

  it("rejects when there is no such module", async () => {
    const error = await thrown(offload(new URL("./nowhere.ts", import.meta.url)));

    assert.match((error as Error).message, /nowhere\.ts/);
    assert.doesNotMatch((error as Error).message, /data:/);
  });
});

describe("an offloaded thread that is lost", () => {
  it("names the exit code", async () => {
    const error = await thrown(offload(async function leave() {
      const { default: process } = await import("node:process");
      process.exit(7);
    }));

    assert.ok(error instanceof QuiesceError && error.code === "WORKER_LOST");
    assert.match(error.message, /^Cannot wait for thread "leave": it ended with exit code 7/);
  });

  it("gives the error that nobody caught as the cause", async () => {
    const error = await thrown(offload(() =>
      new Promise(() => {
        setTimeout(() => {
          throw new TypeError("nobody caught it");
        }, 1);
      })
    ));

    assert.ok(error instanceof QuiesceError && error.code === "WORKER_LOST");
    assert.equal((error.cause as Error).message, "nobody caught it");
  });

  it("gives the rejection that nobody handled as the cause", async () => {
    const error = await thrown(
      offload(() => new Promise(() => void Promise.reject(new TypeError("nobody handled it")))),
    );

    assert.ok(error instanceof QuiesceError && error.code === "WORKER_LOST");
    assert.equal((error.cause as Error).message, "nobody handled it");
  });
});

describe("an offloaded thread that is aborted", () => {
  it("is not started when it was aborted already", async () => {
    const reason = new Error("enough");
    let asked = 0;
    const input = {
      get value() {
        return asked += 1;
      },
    };

    const error = await thrown(
      offload(({ value }: { value: number }) => value, {
        input,
        signal: AbortSignal.abort(reason),
      }),
    );

    assert.deepEqual([error, asked], [reason, 0]);
  });

  it("hears of it in a loop that never waits", async () => {
    const { port, running } = startLine();
    const controller = new AbortController();
    const work = offload((port: MessagePort, context) => {
      port.postMessage("running");
      while (!context.isAborted);
      return `aborted because ${context.reason?.message}`;
    }, { input: port, transfer: [port], signal: controller.signal, stopMs: Infinity });

    await running;
    controller.abort(new Error("the client is gone"));

    assert.equal(await work, "aborted because the client is gone");
  });

  it("rejects with the very reason when a checkpoint throws", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { signal } = controller;
    const work = offload(WORK, { export: "spin", signal, stopMs: Infinity });

    controller.abort(reason);

    assert.equal(await thrown(work), reason);
  });

  it("hears of it by its signal when it waits", async () => {
    const { port, running } = startLine();
    const controller = new AbortController();
    const reason = new Error("enough");
    const work = offload((port: MessagePort, { signal }) => {
      port.postMessage("running");
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    }, { input: port, transfer: [port], signal: controller.signal, stopMs: Infinity });

    await running;
    controller.abort(reason);

    assert.equal(await thrown(work), reason);
  });

  it("keeps name, message, kind and code of the reason", async () => {
    const scope = new Scope("shop");
    const { port, running } = startLine();
    const work = offload((port: MessagePort, context) => {
      port.postMessage("running");
      while (!context.isAborted);
      const { name, message, kind, code } = context.reason as Error & Record<string, unknown>;
      return { name, message, kind, code };
    }, { input: port, transfer: [port], scope, stopMs: Infinity });

    await running;
    scope.abort("no more");

    assert.deepEqual(await work, {
      name: "AbortError",
      message: "no more",
      kind: "call",
      code: "STOPPED",
    });
  });

  it("is terminated when it does not obey in time", async () => {
    const clock = handClock();
    const controller = new AbortController();
    const reason = new Error("enough");
    const { port, running } = startLine();
    const work = offload((port: MessagePort) => {
      port.postMessage("running");
      for (;;);
    }, { input: port, transfer: [port], signal: controller.signal, stopMs: 500, clock });
    const error = thrown(work);

    await running;
    controller.abort(reason);
    await clock.advance(499);
    const isEarly = await hasSettled(error);
    await clock.advance(1);

    assert.deepEqual([isEarly, await error], [false, reason]);
  });

  it("rejects with an error that has nothing to do with it", async () => {
    const { port, running } = startLine();
    const controller = new AbortController();
    const work = offload((port: MessagePort, context) => {
      port.postMessage("running");
      while (!context.isAborted);
      throw new RangeError("broken while it unwound");
    }, { input: port, transfer: [port], signal: controller.signal, stopMs: Infinity });

    await running;
    controller.abort();

    assert.equal((await thrown(work) as Error).message, "broken while it unwound");
  });

  it("leaves no listener on the signal, and no timer", async () => {
    const clock = handClock();
    const controller = new AbortController();
    const { signal } = controller;

    await offload(() => 1, { signal, clock });
    const aborted = thrown(offload(WORK, { export: "spin", signal, clock }));
    controller.abort("enough");
    await aborted;

    assert.equal(clock.pending, 0);
  });
});

describe("an offloaded thread in a scope", () => {
  it("is a task with a name, a place and a status", async () => {
    const scope = new Scope("shop");
    const { port, running } = startLine();
    const work = offload(function resize(port: MessagePort, context) {
      context.status("image 3 of 9");
      port.postMessage("running");
      while (!context.isStopping);
    }, { input: port, transfer: [port], scope });

    await running;
    const [open] = scope.open();
    while (scope.tasks()[0]?.lastStatus === undefined) await nextTurn();
    const status = scope.tasks()[0]?.lastStatus;
    await scope.close();
    await work;

    assert.deepEqual([open?.path, open?.kind, status], ["/shop/resize", "task", "image 3 of 9"]);
    assert.match(open?.where ?? "", /offload\.test\.ts/);
  });

  it("is asked by a stop, and its result counts", async () => {
    const scope = new Scope("shop");
    const { port, running } = startLine();
    const work = offload((port: MessagePort, { stopping }) => {
      port.postMessage("running");
      return new Promise<string>((resolve) => {
        stopping.addEventListener("abort", () => resolve(stopping.reason.message));
      });
    }, { input: port, transfer: [port], scope });

    await running;
    const closed = scope.close("the shop closes");

    assert.equal(await work, "the shop closes");
    assert.equal((await closed).end, "done");
  });

  it("is waited for by a close until it is terminated", async () => {
    const clock = handClock();
    const root = new Scope("shop", { clock, unwindMs: 200 });
    const { port, running } = startLine();
    const error = thrown(offload((port: MessagePort) => {
      port.postMessage("running");
      for (;;);
    }, { input: port, transfer: [port], scope: root }));

    await running;
    root.abort("now");
    const closed = root.close();
    await clock.advance(99);
    const isEarly = await hasSettled(closed);
    await clock.advance(1);

    assert.equal(isEarly, false);
    assert.equal(await error, root.reason);
    assert.deepEqual(await closed, { end: "done", errors: [], unstopped: [] });
  });

  it("rejects with the reason of a stop that it obeys by throwing", async () => {
    const scope = new Scope("shop");
    const { port, running } = startLine();
    const error = thrown(offload((port: MessagePort, context) => {
      port.postMessage("running");
      while (!context.isStopping);
      throw context.reason;
    }, { input: port, transfer: [port], scope }));

    await running;
    const { errors } = await scope.close("the shop closes");

    assert.deepEqual([await error, errors], [scope.reason, []]);
  });

  it("keeps its failure to its caller", async () => {
    const told: unknown[] = [];
    const observer = { taskFailed: (_: Scope, error: unknown): void => void told.push(error) };
    const scope = new Scope("shop", { observer });

    const error = await thrown(offload(() => {
      throw new Error("bad input");
    }, { scope }));
    const { errors } = await scope.close();

    assert.deepEqual([(error as Error).message, told, errors], ["bad input", [], []]);
  });

  it("is not started in a closed scope", async () => {
    const scope = new Scope("shop");
    await scope.close("over");

    const error = await thrown(offload(() => 1, { scope }));

    assert.equal((error as Error).name, "AbortError");
  });
});

async function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const message = once(port1, "message");
  port2.postMessage(null);
  await message;
  port1.close();
}
