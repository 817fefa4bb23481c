/** The most characters of one line. What goes on beyond that goes on as another one. */
const MOST_CHARACTERS = 65_536;

/** Cuts text that comes in pieces into lines, and hands each on. Returns what takes a piece. */
export function lines(onLine: (line: string) => void): LineCutter {
  let rest = "";
  const add = (text: string): void => {
    rest += text;
    while (rest.length > MOST_CHARACTERS) {
      onLine(rest.slice(0, MOST_CHARACTERS));
      rest = rest.slice(MOST_CHARACTERS);
    }
  };
  const finish = (): void => {
    onLine(rest.endsWith("\r") ? rest.slice(0, -1) : rest);
    rest = "";
  };
  return {
    get rest() {
      return rest;
    },
    push(text) {
      // Only what is new is looked through: a line may come in very many pieces.
      const [first = "", ...others] = text.split("\n");
      add(first);
      for (const part of others) {
        finish();
        add(part);
      }
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/** Takes pieces of text. */
export interface LineCutter {
  /** What came after the last line's end. */
  readonly rest: string;
  push(text: string): void;
  /** Hands on what is left without a line's end. */
  end(): void;
}
