import { QuiesceError } from "../../src/check/mod.ts";

/** Keeps one text from a process to the next: a file, a row, an object of a bucket. */
export interface PreviousStore {
  /** What was written last, or `undefined` when nothing was. **Ends** with it. */
  read(): string | undefined | PromiseLike<string | undefined>;
  /** Keeps `text` instead. **Ends** once it is kept. */
  write(text: string): void | PromiseLike<void>;
}

// Only what is used; a static import would keep this door shut where there are no files.
interface FileSystem {
  readFileSync(path: string, encoding: "utf8"): string;
  writeFileSync(path: string, text: string): void;
  renameSync(from: string, to: string): void;
  mkdirSync(path: string, options: { readonly recursive: true }): unknown;
}

interface Surroundings {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/**
 * Keeps the text in a file, which is replaced as a whole. It works at once, so that a program that
 * exits right after its shutdown loses nothing. A folder that is missing is made.
 */
export function fileStore(path: string): PreviousStore {
  const files = fileSystem();
  return {
    read() {
      try {
        return files.readFileSync(path, "utf8");
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    write(text) {
      try {
        replace(files, path, text);
      } catch (error) {
        if (!isAbsent(error)) throw error;
        // Only now: whoever may write to the file need not be permitted to make folders.
        files.mkdirSync(folderOf(path), { recursive: true });
        replace(files, path, text);
      }
    },
  };
}

function replace(files: FileSystem, path: string, text: string): void {
  files.writeFileSync(`${path}.new`, text);
  files.renameSync(`${path}.new`, path);
}

function isAbsent(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === "ENOENT";
}

function folderOf(path: string): string {
  return path.replace(/[^/\\]*$/, "") || ".";
}

function fileSystem(): FileSystem {
  const { process } = globalThis as Surroundings;
  // SAFETY: whoever has this module has these functions in it.
  const files = process?.getBuiltinModule?.("node:fs") as FileSystem | undefined;
  if (files) return files;
  const state = "this runtime has no files; give `previous` a store of your own";
  throw new QuiesceError("UNSUPPORTED", `Cannot keep a record in a file: ${state}`);
}
