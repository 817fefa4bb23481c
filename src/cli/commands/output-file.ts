import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Failure } from "../failure.ts";

/** Finds out before the work that each file can be written after it. */
export function checkOutputs(...files: readonly (string | undefined)[]): void {
  const given = files.filter((file) => file !== undefined);
  given.forEach(checkWritable);
  const paths = given.map((file) => resolve(file));
  const twice = given.find((_, at) => paths.indexOf(paths[at] ?? "") !== at);
  if (twice !== undefined) throw failure(twice, "it is named for two outputs");
}

function checkWritable(file: string): void {
  const isThere = existsSync(file);
  if (isThere && statSync(file).isDirectory()) throw failure(file, "it is a folder");
  const place = isThere ? file : dirname(file);
  try {
    accessSync(place, constants.W_OK);
  } catch {
    const state = isThere
      ? "it may not be"
      : `there is no folder "${place}" that can be written to`;
    throw failure(file, state);
  }
}

function failure(file: string, state: string): Failure {
  return new Failure("OUTPUT", `Cannot write "${file}": ${state}`);
}

/** Writes a whole file. */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw failure(file, code);
  }
}
