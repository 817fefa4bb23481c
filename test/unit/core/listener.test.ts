import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { Chain } from "../../../src/core/chain.ts";
import { fire, isolated, type Listeners } from "../../../src/core/listener.ts";

describe("fire", () => {
  it("calls each once, in the order in which they came", () => {
    const set = new Chain() as Listeners;
    const heard: string[] = [];
    set.add(() => heard.push("first"));
    set.add(() => heard.push("second"));

    fire(set, undefined, () => assert.fail());
    fire(set, undefined, () => assert.fail());

    assert.deepEqual(heard, ["first", "second"]);
  });

  it("calls the same function as often as it was added", () => {
    const set = new Chain() as Listeners;
    let heard = 0;
    const hear = (): void => void (heard += 1);
    set.add(hear);
    const remove = set.add(hear);
    set.add(hear);
    remove();

    fire(set, undefined, () => assert.fail());

    assert.equal(heard, 2);
  });

  it("does not call what another has removed meanwhile", () => {
    const set = new Chain() as Listeners;
    const heard: string[] = [];
    set.add(() => remove());
    const remove = set.add(() => heard.push("removed"));

    fire(set, undefined, () => assert.fail());

    assert.deepEqual(heard, []);
  });

  it("shuts each off from the errors of the others", () => {
    const set = new Chain() as Listeners;
    const heard: unknown[] = [];
    set.add(() => {
      throw "broken";
    });
    set.add(() => heard.push("called"));

    fire(set, undefined, (error) => heard.push(error));

    assert.deepEqual(heard, ["broken", "called"]);
  });

  it("does not call one again that fires the set itself", () => {
    const set = new Chain() as Listeners;
    let heard = 0;
    set.add(() => {
      heard += 1;
      fire(set, undefined, () => assert.fail());
    });

    fire(set, undefined, () => assert.fail());

    assert.equal(heard, 1);
  });
});

describe("isolated", () => {
  const platform = {
    addEventListener: globalThis.addEventListener,
    removeEventListener: globalThis.removeEventListener,
  };

  afterEach(() => {
    Object.assign(globalThis, platform);
  });

  it("takes a global error for handled while it dispatches, and no longer", () => {
    const target = new EventTarget();
    Object.assign(globalThis, {
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
    });
    const told: unknown[] = [];
    const thrown = (): Event =>
      Object.assign(new Event("error", { cancelable: true }), { error: "thrown by a listener" });
    const [during, after] = [thrown(), thrown()];

    isolated((error) => told.push(error), () => target.dispatchEvent(during));
    target.dispatchEvent(after);

    assert.deepEqual(told, ["thrown by a listener"]);
    assert.deepEqual([during.defaultPrevented, after.defaultPrevented], [true, false]);
  });

  it("listens no longer when the dispatch itself throws", () => {
    const target = new EventTarget();
    Object.assign(globalThis, {
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
    });
    const broken = (): never => {
      throw new Error("broken");
    };

    assert.throws(() => isolated(() => assert.fail(), broken), { message: "broken" });
    target.dispatchEvent(Object.assign(new Event("error"), { error: "later" }));
  });

  it("works where there is no global event target", () => {
    Object.assign(globalThis, { addEventListener: undefined, removeEventListener: undefined });
    let dispatched = false;

    isolated(() => assert.fail(), () => dispatched = true);

    assert.equal(dispatched, true);
  });
});
