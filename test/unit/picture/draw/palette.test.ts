import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DARK, LIGHT, type Palette } from "../../../../src/picture/draw/palette.ts";

/** What WCAG 2 asks of words, and of what is drawn. */
const WORDS = 4.5;
const SHAPES = 3;

function lightOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.212_6 * red + 0.715_2 * green + 0.072_2 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [lightOf(a), lightOf(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe("contrast", () => {
  it("is measured as the definition says", () => {
    assert.equal(contrast("#ffffff", "#000000"), 21);
    assert.equal(contrast("#777777", "#777777"), 1);
    assert.ok(Math.abs(contrast("#767676", "#ffffff") - 4.54) < 0.01);
  });
});

const PALETTES: Readonly<Record<string, Palette>> = { light: LIGHT, dark: DARK };

for (const [name, palette] of Object.entries(PALETTES)) {
  const { page, surface, ink, dim, accent, tones } = palette;

  describe(`the ${name} colors`, () => {
    for (const [word, color] of Object.entries({ ink, dim, accent, ...tones })) {
      it(`let words in ${word} be read on the page and on a surface`, () => {
        assert.ok(contrast(color, page) >= WORDS, `${contrast(color, page)}`);
        assert.ok(contrast(color, surface) >= WORDS, `${contrast(color, surface)}`);
      });
    }

    it("let the ring of the focus be seen", () => {
      assert.ok(contrast(accent, page) >= SHAPES && contrast(accent, surface) >= SHAPES);
    });
  });
}
