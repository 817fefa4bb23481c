import type { Subject } from "../subject/subject.ts";

/** Of each output its beginning, where errors stand, and its end. */
const MOST_FIRST = 5;
const MOST_LAST = 5;
const MOST_CHARACTERS = 400;

/** How runtimes and systems say that a port is held by somebody else. */
const TAKEN = /EADDRINUSE|address (?:already )?in use|AddrInUse|port \d+ (?:is )?in use/i;

type Ended = Pick<Subject, "exit" | "stderr" | "stdout">;

/** How a process ended, when it has, and what it had said, for a message on its start. */
export function lastWords({ exit, stderr, stdout }: Ended): string {
  const how = exit ? ` with ${exit.code ?? exit.signal}` : "";
  const lines = [...excerpt(stdout), ...excerpt(stderr)].map((line) => `\n  ${line}`).join("");
  const isTaken = [...stdout, ...stderr].some(({ text }) => TAKEN.test(text));
  const told = lines ? `, and had said${lines}` : ", and said nothing";
  return `${how}${isTaken ? `; ${TAKEN_ADVICE}` : ""}${told}`;
}

const TAKEN_ADVICE =
  "its port was taken, so end who holds it; if the service takes the same one in " +
  "each run, whatever PORT says, use --jobs 1 or --url";

function excerpt(lines: Subject["stderr"]): readonly string[] {
  const told = lines.map(({ text }) => text.slice(0, MOST_CHARACTERS))
    .filter((text) => text.trim() !== "");
  const left = told.length - MOST_FIRST - MOST_LAST;
  if (left <= 0) return told;
  return [...told.slice(0, MOST_FIRST), `… ${left} more …`, ...told.slice(-MOST_LAST)];
}
