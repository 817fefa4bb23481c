/** A number, and the unit that it is told in: 900 ms in one run are 1.2 s in the next. */
const AMOUNT = /\d[\d.,:]*(?:\s?(?:[nuµm]?s|sec|seconds|min|minutes|h|[kM]?i?B))?(?![A-Za-z])/g;
const WORDS = /([\w#-]+)/;

/**
 * Whether a line is what two runs have said in the same place. Where those differ from each other, as
 * an id does, it may be anything there. `undefined`: they have too little in common to tell.
 */
export function isAlike(line: string, one: string, other: string): boolean | undefined {
  const [words, first, second] = [line, one, other].map(wordsOf) as [Words, Words, Words];
  if (first.length !== second.length) return undefined;
  return words.length === first.length &&
    words.every((word, at) => first[at] !== second[at] || word === first[at]);
}

type Words = readonly string[];

function wordsOf(line: string): Words {
  return line.replaceAll(AMOUNT, "#").split(WORDS);
}
