import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { beforeCall } from "../../../adapters/terminal/intercept.ts";
import { wishesOf } from "../../../adapters/terminal/environment.ts";
import { dropping } from "../../../adapters/terminal/terminal.ts";

describe("dropping", () => {
  it("ends a text that was begun before the next, and drops what comes meanwhile", () => {
    const taken: string[] = [];
    let room = 3;
    const write = dropping((bytes) => {
      const part = bytes.subarray(0, room);
      room -= part.length;
      taken.push(new TextDecoder().decode(part));
      return part.length;
    });

    write("abcdef");
    write("dropped");
    room = 5;
    write("gh");

    assert.equal(taken.join(""), "abcdefgh");
  });

  it("drops a text of which nothing was taken only when the next has come", () => {
    const taken: string[] = [];
    let isOpen = false;
    const write = dropping((bytes) => {
      if (!isOpen) return 0;
      taken.push(new TextDecoder().decode(bytes));
      return bytes.length;
    });

    write("one");
    write("two");
    isOpen = true;
    write("three");

    assert.deepEqual(taken, ["one", "three"]);
  });
});

describe("wishesOf", () => {
  const wishes = (variables: Readonly<Record<string, string>>): readonly boolean[] => {
    const { isLive, isColored } = wishesOf((name) => variables[name]);
    return [isLive, isColored];
  };

  it("draws in color unless told otherwise", () => {
    assert.deepEqual(wishes({}), [true, true]);
    assert.deepEqual(wishes({ NO_COLOR: "", CI: "" }), [true, true]);
    assert.deepEqual(wishes({ CI: "false", TERM: "xterm" }), [true, true]);
  });

  it("obeys CI, TERM, NO_COLOR and FORCE_COLOR", () => {
    assert.deepEqual(wishes({ CI: "true" }), [false, true]);
    assert.deepEqual(wishes({ TERM: "dumb" }), [false, false]);
    assert.deepEqual(wishes({ NO_COLOR: "1" }), [true, false]);
    assert.deepEqual(wishes({ FORCE_COLOR: "0" }), [true, false]);
    assert.deepEqual(wishes({ FORCE_COLOR: "1", NO_COLOR: "1" }), [true, true]);
  });
});

describe("beforeCall", () => {
  it("calls before each call, hands on what was given and returned, until released", () => {
    const seen: unknown[] = [];
    const object: Record<string, unknown> = {
      base: 40,
      add(this: { readonly base: number }, more: number) {
        seen.push("called");
        return this.base + more;
      },
    };
    const original = object["add"];

    const release = beforeCall(object, "add", () => seen.push("before"));
    const sum = (object["add"] as (more: number) => number)(2);
    release();
    release();
    (object["add"] as (more: number) => number)(2);

    assert.equal(sum, 42);
    assert.deepEqual(seen, ["before", "called", "called"]);
    assert.equal(object["add"], original);
  });

  it("gives back a function of the prototype", () => {
    const object = Object.create({ write: () => 1 }) as Record<string, unknown>;

    beforeCall(object, "write", () => {})();

    assert.equal(Object.hasOwn(object, "write"), false);
  });

  it("does not throw away what somebody else has put over it, and falls silent below it", () => {
    let count = 0;
    const object: Record<string, unknown> = { write: () => "written" };
    const release = beforeCall(object, "write", () => count += 1);
    const ours = object["write"] as () => string;
    const theirs = (): string => `${ours()} by them`;
    object["write"] = theirs;

    release();

    assert.equal(object["write"], theirs);
    assert.equal(theirs(), "written by them");
    assert.equal(count, 0);
  });

  it("leaves alone what is not there", () => {
    const object: Record<string, unknown> = {};

    beforeCall(object, "write", () => {})();

    assert.deepEqual(object, {});
  });
});
