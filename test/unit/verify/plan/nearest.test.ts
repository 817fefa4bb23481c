import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { didYouMean, nearest } from "../../../../src/verify/plan/nearest.ts";

const KINDS = ["fast", "slow", "stream", "socket"];

describe("nearest", () => {
  it("finds a word with letters swapped, left out or put in", () => {
    assert.equal(nearest("slwo", KINDS), "slow");
    assert.equal(nearest("strem", KINDS), "stream");
    assert.equal(nearest("sockett", KINDS), "socket");
    assert.equal(nearest("FAST", KINDS), "fast");
  });

  it("finds the only word that holds what was given", () => {
    assert.equal(nearest("TERM", ["SIGTERM", "SIGINT"]), "SIGTERM");
    assert.equal(nearest("depend", ["dependency-frozen", "dependency-reset"]), undefined);
  });

  it("does not guess", () => {
    assert.equal(nearest("upload", KINDS), undefined);
    assert.equal(didYouMean("upload", KINDS), "known: fast, slow, stream, socket");
  });
});
