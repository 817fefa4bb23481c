/** The one of `words` that `given` was most likely meant to be, when one is near enough. */
export function nearest(given: string, words: readonly string[]): string | undefined {
  const near = words
    .map((word) => ({ word, steps: stepsBetween(given.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, steps }) => steps <= Math.ceil(word.length / 3));
  return near.toSorted((a, b) => a.steps - b.steps)[0]?.word ?? holding(given, words);
}

/** A part of a word can be meant for it, when no other word has it too. */
function holding(given: string, words: readonly string[]): string | undefined {
  const those = words.filter((word) => word.toLowerCase().includes(given.toLowerCase()));
  return given.length > 2 && those.length === 1 ? those[0] : undefined;
}

/** What to write after the name of something that is not known. */
export function didYouMean(given: string, words: readonly string[]): string {
  const word = nearest(given, words);
  return word === undefined ? `known: ${words.join(", ")}` : `did you mean "${word}"?`;
}

/** How many letters must be put in, taken out or replaced to make one word of the other. */
function stepsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
