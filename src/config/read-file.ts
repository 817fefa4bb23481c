import { QuiesceError } from "../check/mod.ts";

interface FileSystem {
  stat(path: string | URL): Promise<{ isFile(): boolean }>;
  readFile(path: string | URL, options: { encoding: "utf8"; signal: AbortSignal }): Promise<string>;
}

interface Host {
  readonly Deno?: {
    readonly permissions: {
      querySync(wanted: { readonly name: "read"; readonly path: string | URL }): {
        readonly state: string;
      };
    };
  };
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/**
 * Makes a function that reads the text of a file, wherever its path leads to then: a ConfigMap is
 * changed by another link. Errors call it by its name.
 *
 * @throws {QuiesceError} `UNSUPPORTED` where the runtime has no files
 */
export function fileReader(
  path: string | URL,
  name: string,
): (signal: AbortSignal) => Promise<string> {
  const { process } = globalThis as Host;
  const files = process?.getBuiltinModule?.("node:fs/promises") as FileSystem | undefined;
  if (files) {
    return async (signal) => {
      await checkFile(path, name, files);
      return await files.readFile(path, { encoding: "utf8", signal });
    };
  }
  throw new QuiesceError(
    "UNSUPPORTED",
    "Cannot watch a file: this runtime gives no access to files, so give a function that reads it",
  );
}

async function checkFile(path: string | URL, name: string, files: FileSystem): Promise<void> {
  if (!mayRead(path)) {
    // At a terminal, Deno would ask for it, and the program stand still meanwhile.
    throw new Error(`Cannot read ${name}: Deno does not allow it, run again with --allow-read`);
  }
  // To open a pipe hangs until somebody writes, and holds a thread that Node waits for at its exit.
  if (!(await files.stat(path)).isFile()) throw new Error(`Cannot read ${name}: it is no file`);
}

function mayRead(path: string | URL): boolean {
  const { Deno } = globalThis as Host;
  return Deno === undefined ||
    Deno.permissions.querySync({ name: "read", path }).state === "granted";
}
