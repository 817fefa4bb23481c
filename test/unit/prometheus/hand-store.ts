import type { PreviousStore } from "../../../adapters/prometheus/mod.ts";

/** A store that remembers all that was ever written, at once or, if asked to, later. */
export interface HandStore extends PreviousStore {
  readonly written: string[];
}

export function handStore(options: { readonly isLate?: boolean } = {}): HandStore {
  const written: string[] = [];
  const answer = <T>(value: T): T | Promise<T> => options.isLate ? Promise.resolve(value) : value;
  return {
    written,
    read: () => answer(written.at(-1)),
    write(text) {
      written.push(text);
      return answer(undefined);
    },
  };
}

/** The lines of an exposition that are about one metric. */
export function linesOf(text: string, name: string): readonly string[] {
  return text.split("\n").filter((line) =>
    line.startsWith(`${name}{`) || line.startsWith(`${name} `)
  );
}
