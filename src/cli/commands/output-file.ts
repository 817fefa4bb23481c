import { accessSync, constants, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../failure.ts";

/** Finds out before the work that a file can be written after it. */
export function checkWritable(file: string | undefined): void {
  if (file === undefined) return;
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new Failure(
      "OUTPUT",
      `Cannot write "${file}": there is no folder "${dirname(file)}" that can be written to`,
    );
  }
}

/** Writes a whole file. */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new Failure("OUTPUT", `Cannot write "${file}": ${code}`);
  }
}
