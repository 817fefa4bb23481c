import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConfigText } from "../../../src/config/mod.ts";

describe("parseConfigText", () => {
  it("takes JSON text of an object", () => {
    const text = '{ "graceMs": "25s", "signals": { "SIGHUP": "reload" } }';

    assert.deepEqual(parseConfigText(text), { graceMs: 25_000, signals: { SIGHUP: "reload" } });
  });

  it("passes a byte order mark over", () => {
    assert.deepEqual(parseConfigText('\uFEFF{ "graceMs": 5 }'), { graceMs: 5 });
  });

  it("names the file, and what is no JSON in it", () => {
    assert.throws(() => parseConfigText("graceMs: 5", { name: "service.json" }), (error: Error) => {
      assert.equal((error as { readonly code?: unknown }).code, "BAD_OPTION");
      assert.match(
        error.message,
        /^Cannot read "service.json": it must be JSON text, got something else( at |$)/,
      );
      assert.ok(error.cause instanceof SyntaxError);
      return true;
    });
  });

  it("names the file in every other error", () => {
    assert.throws(() => parseConfigText('{ "graceMs": 0 }', { name: "service.json" }), {
      code: "BAD_OPTION",
      message: 'Cannot read "service.json": "graceMs" must be a finite time above zero, in ' +
        'milliseconds or with a unit such as "25s", got 0',
    });
  });

  it("refuses text that holds no object", () => {
    assert.throws(() => parseConfigText("[]"), {
      message: "Cannot read the configuration: it must be an object, got an array",
    });
  });
});
