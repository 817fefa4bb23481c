import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { abortable } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

/** A stream that is fed by hand and keeps count of what it is asked. */
class Source {
  readonly stream: ReadableStream<number>;
  readonly cancels: unknown[] = [];
  pulls = 0;
  onCancel: () => Promise<void> = () => Promise.resolve();
  controller: ReadableStreamDefaultController<number> | undefined;

  constructor() {
    this.stream = new ReadableStream<number>({
      start: (controller) => void (this.controller = controller),
      pull: () => void (this.pulls += 1),
      cancel: (reason) => {
        this.cancels.push(reason);
        return this.onCancel();
      },
    }, { highWaterMark: 0 });
  }
}

async function all(stream: ReadableStream<number>): Promise<readonly number[]> {
  const found: number[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return found;
    found.push(value);
  }
}

describe("abortable stream", () => {
  it("gives every chunk of its source, and ends with it", async () => {
    const listened = countedSignal();
    const source = new Source();
    const stream = abortable(source.stream, listened.signal);
    for (const chunk of [1, 2, 3]) source.controller?.enqueue(chunk);
    source.controller?.close();

    assert.deepEqual(await all(stream), [1, 2, 3]);
    assert.deepEqual([source.stream.locked, listened.listeners], [false, 0]);
  });

  it("gives the last chunk although the source closes in the same breath", async () => {
    const source = new Source();
    const reader = abortable(source.stream, new Scope()).getReader();
    const read = reader.read();
    await Promise.resolve();

    source.controller?.enqueue(1);
    source.controller?.close();

    assert.deepEqual(await read, { done: false, value: 1 });
    assert.equal((await reader.read()).done, true);
  });

  it("passes on an error of its source unchanged, also when nobody reads", async () => {
    const error = new Error("connection reset");
    const listened = countedSignal();
    const source = new Source();
    const reader = abortable(source.stream, listened.signal).getReader();

    source.controller?.error(error);

    await assert.rejects(reader.closed, (thrown) => thrown === error);
    await assert.rejects(reader.read(), (thrown) => thrown === error);
    assert.deepEqual([source.stream.locked, listened.listeners], [false, 0]);
    assert.deepEqual(source.cancels, []);
  });

  it("passes on an error to a read in flight", async () => {
    const error = new Error("connection reset");
    const source = new Source();
    const read = abortable(source.stream, new Scope()).getReader().read();

    source.controller?.error(error);

    await assert.rejects(read, (thrown) => thrown === error);
    assert.equal(source.stream.locked, false);
  });

  it("rejects a read in flight with the very reason; cancels and unlocks the source", async () => {
    const listened = countedSignal();
    const source = new Source();
    const reader = abortable(source.stream, listened.signal).getReader();
    const read = reader.read();

    listened.abort(REASON);

    await assert.rejects(read, (thrown) => thrown === REASON);
    await assert.rejects(reader.read(), (thrown) => thrown === REASON);
    assert.deepEqual([source.cancels.length, source.cancels[0] === REASON], [1, true]);
    assert.deepEqual([source.stream.locked, listened.listeners], [false, 0]);
  });

  it("rejects later reads with the reason of a scope when none was in flight", async () => {
    const scope = new Scope("body");
    const source = new Source();
    const stream = abortable(source.stream, scope);
    source.controller?.enqueue(1);

    scope.abort("enough");

    await assert.rejects(all(stream), (thrown) => thrown === scope.reason);
    assert.deepEqual(source.cancels, [scope.reason]);
  });

  it("cancels the source at once when it is aborted already", async () => {
    const source = new Source();
    const stream = abortable(source.stream, AbortSignal.abort(REASON));

    assert.deepEqual([source.cancels.length, source.stream.locked], [1, false]);
    await assert.rejects(all(stream), (thrown) => thrown === REASON);
  });

  it("hands a cancel of the consumer to the source, once, with its reason", async () => {
    const listened = countedSignal();
    const source = new Source();
    const stream = abortable(source.stream, listened.signal);

    await stream.cancel("not needed");
    await stream.cancel("again");
    listened.abort(REASON);

    assert.deepEqual(source.cancels, ["not needed"]);
    assert.deepEqual([source.stream.locked, listened.listeners], [false, 0]);
  });

  it("hands an error of the cancel to who cancelled", async () => {
    const error = new Error("cannot cancel");
    const source = new Source();
    source.onCancel = () => Promise.reject(error);

    const cancelled = abortable(source.stream, new Scope()).cancel("not needed");

    await assert.rejects(cancelled, (thrown) => thrown === error);
  });

  it("tells what the source throws when an abort cancels it", async () => {
    const error = new Error("cannot cancel");
    const source = new Source();
    source.onCancel = () => Promise.reject(error);
    const told = Promise.withResolvers<unknown>();
    const listened = countedSignal();
    abortable(source.stream, listened.signal, { lateFailed: told.resolve });

    listened.abort(REASON);

    assert.equal(await told.promise, error);
  });

  it("asks its source only while somebody reads", async () => {
    const source = new Source();
    const reader = abortable(source.stream, new Scope()).getReader();
    await turn();
    assert.equal(source.pulls, 0);

    const read = reader.read();
    await turn();
    source.controller?.enqueue(1);
    await read;
    await turn();

    assert.equal(source.pulls, 1);
  });

  it("reads a stream of bytes in chunks", async () => {
    const source = new ReadableStream({
      type: "bytes",
      start: (controller) => {
        controller.enqueue(new Uint8Array([1, 2]));
        controller.close();
      },
    });

    const chunks = await Array.fromAsync(abortable(source, new Scope()), (chunk) => [...chunk]);

    assert.deepEqual(chunks, [[1, 2]]);
  });

  it("does not take a stream that is locked", () => {
    const { stream } = new Source();
    stream.getReader();

    assert.throws(() => abortable(stream, new Scope()), { name: "TypeError" });
  });
});

/** One turn of the event loop, before which all promises settle that can. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}
