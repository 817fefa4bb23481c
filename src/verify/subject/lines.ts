/** Cuts text that comes in pieces into lines, and hands each on. Returns what takes a piece. */
export function lines(onLine: (line: string) => void): LineCutter {
  let rest = "";
  return {
    push(text) {
      const parts = (rest + text).split(/\r?\n/);
      rest = parts.pop() ?? "";
      for (const part of parts) onLine(part);
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/** Takes pieces of text. */
export interface LineCutter {
  push(text: string): void;
  /** Hands on what is left without a line's end. */
  end(): void;
}
