import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Keeps one text from a process to the next: a file, a row, an object of a bucket. */
export interface PreviousStore {
  /** What was written last, or `undefined` when nothing was. **Ends** with it. */
  read(): string | undefined | PromiseLike<string | undefined>;
  /** Keeps `text` instead. **Ends** once it is kept. */
  write(text: string): void | PromiseLike<void>;
}

/**
 * Keeps the text in a file, which is replaced as a whole. It works at once, so that a program that
 * exits right after its shutdown loses nothing.
 */
export function fileStore(path: string): PreviousStore {
  return {
    read() {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === "ENOENT") return undefined;
        throw error;
      }
    },
    write(text) {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    },
  };
}
