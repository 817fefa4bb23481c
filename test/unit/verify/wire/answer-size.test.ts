import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AnswerSize, isShort, Measure } from "../../../../src/verify/wire/answer-size.ts";

function sizeOf(...pieces: readonly string[]): AnswerSize {
  const measure = new Measure();
  for (const piece of pieces) measure.push(piece);
  return measure.size;
}

const id = (text: string): AnswerSize => sizeOf(`{"id":"${text}"}`);

describe("the size of an answer", () => {
  it("takes each number for one, wherever the pieces of the body are cut", () => {
    const text = `{"seconds":0.000123,"bytes":20480,"tiny":9.5e-05,"all":[1,22,333]}`;
    const whole = sizeOf(text);

    assert.deepEqual(whole, {
      bodyBytes: text.length,
      foldedBytes: `{"seconds":#,"bytes":#,"tiny":#,"all":[#,#,#]}`.length,
    });
    for (let at = 0; at <= text.length; at += 1) {
      assert.deepEqual(sizeOf(text.slice(0, at), text.slice(at)), whole);
    }
    assert.deepEqual(sizeOf(...text.match(/./g) ?? []), whole);
  });

  it("is short when there is less than in each answer in peace", () => {
    const full = sizeOf(`{"rows":["row","row"]}`);

    assert.equal(isShort(sizeOf(`{"rows":[]}`), [full, full]), true);
    assert.equal(isShort(full, [full, full]), false);
    assert.equal(isShort(sizeOf(`{"rows":["row","row","row"]}`), [full, full]), false);
  });

  it("is not short because a number is", () => {
    const peace = [sizeOf(`{"ms":1001.25}`), sizeOf(`{"ms":1001.5}`)];

    assert.equal(isShort(sizeOf(`{"ms":9}`), peace), false);
    assert.equal(isShort(sizeOf(`{}`), peace), true);
  });

  it("goes by all bytes where letters and digits mix", () => {
    const peace = [id("a1b2c3"), id("abcdef")];

    assert.equal(isShort(id("123456"), peace), false);
    assert.equal(isShort(id(""), peace), true);
  });

  it("cannot be told when those in peace differ, or there is only one", () => {
    const [short, long] = [sizeOf("short"), sizeOf("much longer")];

    assert.equal(isShort(sizeOf(""), [short, long]), undefined);
    assert.equal(isShort(sizeOf(""), [long]), undefined);
    assert.equal(isShort(sizeOf(""), []), undefined);
  });
});
