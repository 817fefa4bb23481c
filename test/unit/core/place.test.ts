import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lifecycle } from "../../../src/core/lifecycle.ts";
import { placeOf } from "../../../src/core/place.ts";

function register(): string {
  const place = placeOf(register);
  return place.text;
}

describe("placeOf", () => {
  it("names the file and the line from which the function was called", () => {
    assert.match(register(), /place\.test\.ts:\d+:\d+$/);
  });

  it("names who called, not who was called", () => {
    const text = register();
    const other = register();

    assert.notEqual(text, other);
  });

  it("knows nothing where the engine does not tell", () => {
    const { captureStackTrace } = Error;
    Object.assign(Error, { captureStackTrace: undefined });

    try {
      assert.equal(placeOf(register).text, "");
    } finally {
      Object.assign(Error, { captureStackTrace });
    }
  });
});

it("names the place where a task was spawned, through the shortcut of the life too", () => {
  const life = new Lifecycle();

  life.spawn("own", () => new Promise<void>(() => {}));
  life.scope.spawn("direct", () => new Promise<void>(() => {}));

  for (const { where } of life.scope.open()) assert.match(where, /place\.test\.ts:\d+:\d+$/);
});
