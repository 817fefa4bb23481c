import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../../../src/capacity/seeded-random.ts";
import { assertClose } from "./assert-close.ts";

const COUNT = 200_000;

function drawn(seed: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, random);
}

describe("seededRandom", () => {
  it("is the same for the same seed", () => {
    assert.deepEqual(drawn(3).slice(0, 100), drawn(3).slice(0, 100));
    assert.notEqual(drawn(3)[0], drawn(4)[0]);
  });

  it("lies between 0 and 1, without either", () => {
    for (const each of drawn(0)) assert.ok(each > 0 && each < 1);
  });

  it("is spread evenly, and does not follow itself or the next seed", () => {
    const numbers = drawn(1);
    const others = drawn(2);
    const bins = Array.from({ length: 20 }, () => 0);
    let withNext = 0;
    let withOther = 0;
    numbers.forEach((each, at) => {
      const bin = Math.floor(each * 20);
      bins[bin] = (bins[bin] ?? 0) + 1;
      withNext += (each - 0.5) * ((numbers[at + 1] ?? 0.5) - 0.5) / COUNT;
      withOther += (each - 0.5) * ((others[at] ?? 0.5) - 0.5) / COUNT;
    });

    for (const count of bins) assertClose(count, COUNT / 20, 4.5 * Math.sqrt(COUNT / 20));
    for (const each of [withNext, withOther]) assertClose(each, 0, 4.5 / 12 / Math.sqrt(COUNT));
  });
});
