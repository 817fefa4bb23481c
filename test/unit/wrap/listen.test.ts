import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { listen } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const REASON = { why: "any value can be a reason" };

function told(name: string): Event {
  return new Event(name);
}

describe("listen", () => {
  it("gives every event of a target in its order, also those that come in between", async () => {
    const target = new EventTarget();
    const scope = new Scope("listener");
    const events = [told("change"), told("change"), told("change")] as const;
    const seen: Event[] = [];
    const heard = listen(target, "change", scope);

    target.dispatchEvent(events[0]);
    target.dispatchEvent(told("other"));
    for await (const event of heard) {
      seen.push(event);
      if (seen.length === 1) target.dispatchEvent(events[1]);
      if (seen.length === 2) setImmediate(() => target.dispatchEvent(events[2]));
      if (seen.length === 3) scope.stop("enough");
    }

    assert.deepEqual(seen, events);
  });

  it("gives the arguments of an emitter's events", async () => {
    const emitter = new EventEmitter();
    const heard = listen<[string, number]>(emitter, "row");

    emitter.emit("row", "a", 1);

    assert.deepEqual(await heard.next(), { done: false, value: ["a", 1] });
    await heard.return?.();
  });

  it("serves those who wait in the order in which they came", async () => {
    const emitter = new EventEmitter();
    const heard = listen(emitter, "row");
    const steps = [heard.next(), heard.next()];

    emitter.emit("row", 1);
    emitter.emit("row", 2);

    assert.deepEqual((await Promise.all(steps)).map(({ value }) => value), [[1], [2]]);
    await heard.return?.();
  });

  it("gives a burst of events in its order, whose cost grows with their number only", {
    timeout: 60_000,
  }, async () => {
    const emitter = new EventEmitter();
    const scope = new Scope("listener");
    const heard = listen<[number]>(emitter, "row", scope);
    const last = 500_000;
    let sent = 0;
    let expected = 0;
    const send = (): unknown => emitter.emit("row", sent += 1);
    while (sent < 400_000) send();

    for await (const [row] of heard) {
      expected += 1;
      if (row !== expected) assert.fail(`${row} came in place of ${expected}`);
      if (row % 2 === 0 && sent < last) send();
      // Without a turn of the event loop no timeout could end the test.
      if (row % 5_000 === 0) await turn();
      if (row === last) scope.stop("enough");
    }

    assert.deepEqual([sent, expected], [last, last]);
  });

  it("serves many who wait in the order in which they came, and ends the others", async () => {
    const emitter = new EventEmitter();
    const scope = new Scope("listener");
    const heard = listen<[number]>(emitter, "row", scope);
    const steps = Array.from({ length: 10_000 }, () => heard.next());

    for (let row = 0; row < 6_000; row += 1) emitter.emit("row", row);
    scope.stop("enough");

    const results = await Promise.all(steps);
    const isRow = ({ done, value }: IteratorResult<[number], undefined>, at: number): boolean =>
      at < 6_000 ? !done && value[0] === at : done === true;
    assert.equal(results.findIndex((result, at) => !isRow(result, at)), -1);
  });

  it("listens no more when the loop is left", async () => {
    const emitter = new EventEmitter();
    const source = countedSignal();
    const heard = listen(emitter, "row", { signal: source.signal, stopping: source.signal });
    assert.deepEqual([emitter.listenerCount("row"), emitter.listenerCount("error")], [1, 1]);
    emitter.emit("row", 1);
    emitter.emit("row", 2);

    for await (const _ of heard) break;

    assert.deepEqual([emitter.listenerCount("row"), emitter.listenerCount("error")], [0, 0]);
    assert.equal(source.listeners, 0);
    assert.equal((await heard.next()).done, true);
  });

  it("ends after the events that came before the stop", async () => {
    const emitter = new EventEmitter();
    const source = countedSignal();
    const heard = listen(emitter, "row", { stopping: source.signal });
    emitter.emit("row", 1);
    emitter.emit("row", 2);

    source.abort(REASON);
    await Promise.resolve();
    assert.equal(emitter.listenerCount("row"), 0);

    assert.deepEqual(await Array.fromAsync(heard), [[1], [2]]);
    assert.equal(source.listeners, 0);
  });

  it("ends a wait when it is stopped", async () => {
    const scope = new Scope("listener");
    const next = listen(new EventTarget(), "change", scope).next();

    scope.stop("enough");

    assert.equal((await next).done, true);
  });

  it("throws the very reason at once, and drops the events that wait", async () => {
    const emitter = new EventEmitter();
    const source = countedSignal();
    const heard = listen(emitter, "row", source.signal);
    emitter.emit("row", 1);

    source.abort(REASON);

    await assert.rejects(heard.next(), (thrown) => thrown === REASON);
    assert.equal((await heard.next()).done, true);
    assert.deepEqual([emitter.listenerCount("row"), source.listeners], [0, 0]);
  });

  it("throws the reason of a scope, in a wait and after a stop", async () => {
    const scope = new Scope("listener");
    const emitter = new EventEmitter();
    const waiting = listen(emitter, "other", scope);
    const next = waiting.next();
    const stopped = listen(emitter, "row", { signal: scope, stopping: AbortSignal.abort() });
    emitter.emit("row", 1);
    await Promise.resolve();

    scope.abort("now");

    await assert.rejects(next, (thrown) => thrown === scope.reason);
    await assert.rejects(stopped.next(), (thrown) => thrown === scope.reason);
  });

  it("does not begin when it is aborted already", async () => {
    const emitter = new EventEmitter();
    const stopping = countedSignal();
    const signal = AbortSignal.abort(REASON);
    const heard = listen(emitter, "row", { signal, stopping: stopping.signal });

    assert.deepEqual([emitter.listenerCount("row"), stopping.listeners], [0, 0]);
    await assert.rejects(heard.next(), (thrown) => thrown === REASON);
  });

  it("throws an emitter's error after the events that came before it", async () => {
    const emitter = new EventEmitter();
    const scope = new Scope("listener");
    const heard = listen(emitter, "row", scope);
    const error = new Error("connection reset");
    emitter.emit("row", 1);

    emitter.emit("error", error);
    emitter.on("error", () => {});
    emitter.emit("error", new Error("another"));

    assert.deepEqual((await heard.next()).value, [1]);
    await assert.rejects(heard.next(), (thrown) => thrown === error);
    assert.equal((await heard.next()).done, true);
    assert.equal(emitter.listenerCount("row"), 0);
  });

  it("gives errors as events when they are what was asked for", async () => {
    const emitter = new EventEmitter();
    const heard = listen(emitter, "error");
    const error = new Error("connection reset");

    emitter.emit("error", error);

    assert.deepEqual((await heard.next()).value, [error]);
    await heard.return?.();
    assert.equal(emitter.listenerCount("error"), 0);
  });

  it("refuses what has no events", () => {
    for (const source of [{}, null, 5, { on: () => {} }]) {
      assert.throws(() => listen(source as never, "row"), { code: "BAD_OPTION" });
    }
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
