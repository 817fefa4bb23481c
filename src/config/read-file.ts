import { QuiesceError } from "../check/mod.ts";

interface FileSystem {
  readFile(path: string | URL, options: { encoding: "utf8"; signal: AbortSignal }): Promise<string>;
}

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/**
 * Makes a function that reads the text of a file, wherever its path leads to then: a ConfigMap is
 * changed by another link.
 *
 * @throws {QuiesceError} `UNSUPPORTED` where the runtime has no files
 */
export function fileReader(path: string | URL): (signal: AbortSignal) => Promise<string> {
  const { process } = globalThis as Host;
  const files = process?.getBuiltinModule?.("node:fs/promises") as FileSystem | undefined;
  if (files) return (signal) => files.readFile(path, { encoding: "utf8", signal });
  throw new QuiesceError(
    "UNSUPPORTED",
    "Cannot watch a file: this runtime gives no access to files, so give a function that reads it",
  );
}
