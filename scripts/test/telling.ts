const MOST_LINES = 10;
const TELLING = /\b(error|panic|fatal|not ok|failed|killed|leak\w*|cannot|uncaught|unhandled)\b|✖/i;
/** What a runner says of tests that passed, of their sum, and of what it did with an error. */
const NOISE = /^\s*(✔|ℹ|at |\(pass\))|\bok\b.*\(|^\s*(passed|failed)?\s*0 fail|\.\.\. ok\b/;

/** The last lines that tell why a command failed; the last ones of all when none does. */
export function tellingLines(output: string): readonly string[] {
  const lines = output.split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
  const telling = lines.filter((line) => TELLING.test(line) && !NOISE.test(line));
  return (telling.length > 0 ? telling : lines).slice(-MOST_LINES);
}
