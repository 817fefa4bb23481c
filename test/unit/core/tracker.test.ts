import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { Gate } from "../../../src/core/gate.ts";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { placeOf } from "../../../src/core/place.ts";
import type { Release } from "../../../src/core/release.ts";
import { Scope } from "../../../src/core/scope.ts";
import {
  type Cancellation,
  currentTracker,
  track,
  type Tracked,
  type Tracker,
} from "../../../src/core/tracker.ts";

let release: Release | undefined;

afterEach(() => release?.());

/** Writes down what it is told, in words. */
function trackWords(): { readonly words: string[]; readonly cancellations: Cancellation[] } {
  const words: string[] = [];
  const cancellations: Cancellation[] = [];
  const say = (verb: string) => (subject: Tracked): void =>
    void words.push(`${verb} ${subject.name}`);
  const tracker: Tracker = {
    opened: ({ name }, kind) => words.push(`opened ${kind} ${name}`),
    closed: say("closed"),
    signalMade: say("signal of"),
    listened: say("listened to"),
    cancelling: (cancellation) => cancellations.push(cancellation),
    told: say("told"),
    passed: say("passed"),
  };
  release = track(tracker);
  return { words, cancellations };
}

describe("track", () => {
  it("tells of every scope and task, once when it opens and once when it closes", async () => {
    const { words } = trackWords();

    const root = new Scope("root");
    await root.child("child").close();
    await root.detached("apart").close();
    await root.shield(10, () => undefined);
    await root.spawn("task", () => Promise.resolve()).outcome;
    await root.close();

    assert.deepEqual(words.filter((each) => !each.startsWith("listened")), [
      "opened scope root",
      "opened scope child",
      "closed child",
      "opened scope apart",
      "closed apart",
      "opened scope shield",
      "closed shield",
      "opened task task",
      "closed task",
      "closed root",
    ]);
  });

  it("tells of leases and of hooks, which know where they were registered", async () => {
    const { words } = trackWords();
    const gate = new Gate("gate");

    gate.lease("request")?.release();
    const life = new Lifecycle();
    life.onClose("taken back", () => {})();
    life.onClose("db", () => {});
    await life.shutdown();

    assert.deepEqual(words.filter((each) => /lease|request|hook|db|taken/.test(each)), [
      "opened lease request",
      "closed request",
      "opened hook taken back",
      "closed taken back",
      "opened hook db",
      "closed db",
    ]);
  });

  it("is called while the function that opens is on the stack", () => {
    const places: string[] = [];
    release = track({
      opened: (_subject, _kind, entry) => void places.push(placeOf(entry).text),
      closed() {},
      signalMade() {},
      listened() {},
      cancelling() {},
      told() {},
      passed() {},
    });

    const root = new Scope("root");
    root.child("child");
    root.detached("apart");
    root.spawn("task", () => new Promise(() => {}));
    new Gate("gate").lease("request");

    assert.equal(places.length, 5);
    for (const place of places) assert.match(place, /tracker\.test\.ts:\d+:\d+$/);
  });

  it("tells of signals when they are made, and of those who listen", () => {
    const { words } = trackWords();
    const scope = new Scope("scope");

    const first = scope.signal;
    assert.equal(scope.signal, first);
    scope.onAbort(() => {});

    assert.deepEqual(words, ["opened scope scope", "signal of scope", "listened to scope"]);
  });

  it("tells where a cancellation began, whom it reached and over how many hops", () => {
    const { words, cancellations } = trackWords();
    const root = new Scope("root");
    const branch = root.child("branch");
    const deaf = branch.child("deaf");
    const leaf = deaf.child("leaf");
    const apart = branch.detached("apart");
    leaf.onAbort(() => {});
    apart.onAbort(() => {});
    words.length = 0;

    branch.abort("enough");

    const [{ origin, reason, isAbort, reached }] = cancellations as [Cancellation];
    assert.deepEqual([origin, reason.message, isAbort], [branch, "enough", true]);
    assert.deepEqual(reached.map(({ scope, hops, listens }) => [scope.name, hops, listens]), [
      ["branch", 0, false],
      ["deaf", 1, false],
      ["leaf", 2, true],
    ]);
    assert.deepEqual(words.filter((each) => each.includes("leaf")), ["told leaf"]);
  });

  it("tells of nobody who was marked already", () => {
    const { cancellations } = trackWords();
    const root = new Scope("root");
    const child = root.child("child");
    child.stop("first");

    root.stop("second");

    assert.deepEqual(cancellations[1]?.reached.map(({ scope }) => scope.name), ["root"]);
  });

  it("lets the tracker call the functions of tasks", () => {
    const called: string[] = [];
    const nothing = (): void => {};
    release = track({
      opened: nothing,
      closed: nothing,
      signalMade: nothing,
      listened: nothing,
      cancelling: nothing,
      told: nothing,
      passed: nothing,
      call: (scope, run) => {
        called.push(scope.name);
        return run();
      },
    });

    const { ended } = new Scope().spawn("task", () => "value");

    assert.deepEqual(ended, { end: "done", value: "value" });
    assert.deepEqual(called, ["task"]);
  });

  it("refuses a second tracker, and takes one after the first is gone", () => {
    trackWords();

    assert.throws(() => trackWords(), { code: "WRONG_STATE" });
    release?.();

    assert.equal(currentTracker(), undefined);
    trackWords();
  });
});

describe("Tracker.opened", () => {
  it("is told the place that a task was given, and that a root belongs to a lifecycle", () => {
    const told: unknown[] = [];
    const nothing = (): void => {};
    release = track({
      opened: ({ name }, kind, _entry, place) => told.push([name, kind, place?.text]),
      closed: nothing,
      signalMade: nothing,
      listened: nothing,
      cancelling: nothing,
      told: nothing,
      passed: nothing,
    });

    const { scope } = new Lifecycle();
    scope.spawn("task", () => 1, { place: { text: "over there" } });

    assert.deepEqual(told, [["", "lifecycle", undefined], ["task", "task", "over there"]]);
  });
});
