// Prints what every door exports, in the form of test/gates/exports.json.
import { isValue, readDoors } from "../test/gates/public-symbol.ts";

const listed = readDoors().map(({ name, symbols }) => {
  const names = (value: boolean): readonly string[] =>
    symbols.filter((symbol) => isValue(symbol) === value).map((symbol) => symbol.name).sort();
  return [name, { values: names(true), types: names(false) }] as const;
});

console.log(JSON.stringify(Object.fromEntries(listed), undefined, 2));
