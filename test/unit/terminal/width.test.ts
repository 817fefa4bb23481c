import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cut, printable, widthOf } from "../../../adapters/terminal/width.ts";

const FAMILY = "👨‍👩‍👧";

describe("widthOf", () => {
  const WIDTHS: readonly (readonly [string, number])[] = [
    ["", 0],
    ["GET /orders/42", 14],
    ["é", 1],
    ["e\u{301}", 1],
    ["日本語", 6],
    ["한국어", 6],
    ["ＡＢ", 4],
    ["😀", 2],
    ["❤\u{fe0f}", 3],
    ["1\u{fe0f}\u{20e3}", 2],
    ["🇳🇴", 4],
    ["\u{fffd}", 1],
    ["…", 1],
  ];
  for (const [text, width] of WIDTHS) {
    it(`takes ${width} columns for ${JSON.stringify(text)}`, () => {
      assert.equal(widthOf(text), width);
    });
  }

  it("takes as many columns as a terminal that does not join emoji", () => {
    assert.equal(widthOf(FAMILY), 6);
  });
});

describe("cut", () => {
  it("leaves alone what fits", () => {
    assert.equal(cut("orders", 6), "orders");
    assert.equal(cut("日本", 4), "日本");
  });

  it("shows that it has cut, and is never wider than asked", () => {
    for (const text of ["orders", "日本語", `a${FAMILY}b`, "e\u{301}e\u{301}e\u{301}"]) {
      for (let width = 0; width < widthOf(text); width += 1) {
        const short = cut(text, width);

        assert.ok(widthOf(short) <= width, `${short} at ${width}`);
        assert.equal(short.endsWith("…"), width > 0);
      }
    }
  });

  it("cuts between the characters that people see", () => {
    assert.equal(cut("日本語", 4), "日…");
    assert.equal(cut("日本語", 5), "日本…");
    assert.equal(cut(`a${FAMILY}b`, 6), "a…");
    assert.equal(cut("ae\u{301}xx", 3), "ae\u{301}…");
  });
});

describe("printable", () => {
  it("leaves nothing that commands a terminal, breaks a line, or turns or hides text", () => {
    const harmful =
      "\u{0}\t\n\r\u{1b}\u{7f}\u{85}\u{9b}\u{200b}\u{202e}\u{2028}\u{2066}\u{feff}\u{d800}";

    assert.equal(printable(`a${harmful}b`), `a${"\u{fffd}".repeat(harmful.length)}b`);
  });

  it("leaves text of all languages, and emoji that are joined", () => {
    const text = `GET /日本語/e\u{301}/שלום/${FAMILY}`;

    assert.equal(printable(text), text);
  });

  it("looks only at the beginning of what is endless", () => {
    assert.ok(printable("x".repeat(1_000_000)).length <= 1_000);
  });
});
