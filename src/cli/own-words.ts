/** The words of a command line that are ours: what stands behind `--` belongs to the service. */
export function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  return end < 0 ? words : words.slice(0, end);
}
