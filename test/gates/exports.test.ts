// What each door exports is written down: a name comes or goes only on purpose.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isValue, readDoors } from "./public-symbol.ts";
import expected from "./exports.json" with { type: "json" };

interface Names {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const doors = readDoors();
const listed: ReadonlyMap<string, Names> = new Map(Object.entries(expected));

describe("exports", () => {
  it("every door is on the list", () => {
    assert.deepEqual([...listed.keys()].sort(), doors.map(({ name }) => name).sort());
  });

  for (const { name, symbols } of doors) {
    it(`${name} exports what the list says`, () => {
      assert.deepEqual(namesOf(symbols.filter(isValue)), listed.get(name)?.values);
      assert.deepEqual(
        namesOf(symbols.filter((symbol) => !isValue(symbol))),
        listed.get(name)?.types,
      );
    });
  }
});

function namesOf(symbols: readonly { readonly name: string }[]): readonly string[] {
  return symbols.map(({ name }) => name).sort();
}
