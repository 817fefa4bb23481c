import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isDockerfile, type ManifestFile } from "../../manifest/mod.ts";
import { Failure } from "../failure.ts";
import type { World } from "../world.ts";

/** How standard input is called in a result. */
const INPUT = "stdin";

/** What is named on the command line. */
export interface CheckPaths {
  /** Files and folders; `-` is standard input. */
  readonly paths: readonly string[];
  /** Files that are Dockerfiles whatever their names. */
  readonly dockerfiles: readonly string[];
}

/** Reads all that is named, each file once. */
export async function manifestFiles(
  { paths, dockerfiles }: CheckPaths,
  world: World,
): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const file of new Set(paths.flatMap(filesIn))) {
    const text = file === "-" ? await world.readInput() : readText(file);
    files.push({ file: file === "-" ? INPUT : file, text });
  }
  const named = dockerfiles.map((file) => ({ file, text: readText(file), isDockerfile: true }));
  return [...files.filter(({ file }) => !dockerfiles.includes(file)), ...named];
}

function filesIn(path: string): readonly string[] {
  if (path === "-" || !isFolder(path)) return [path];
  const found = below(path);
  if (found.length > 0) return found;
  throw failure(path, "the folder holds no YAML file, no manifest in JSON and no Dockerfile");
}

function below(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isPassedOver(entry.name) ? [] : below(path);
    return isManifest(path) ? [path] : [];
  });
}

/** Most JSON in a folder is something else, and some of it is not even JSON. */
function isManifest(path: string): boolean {
  if (!/\.json$/i.test(path)) return /\.ya?ml$/i.test(path) || isDockerfile(path);
  const text = readText(path);
  return /"kind"\s*:/.test(text) && /"apiVersion"\s*:/.test(text);
}

function isPassedOver(folder: string): boolean {
  return folder.startsWith(".") || folder === "node_modules";
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw failure(path, stateOf(error));
  }
}

/** Reads a text file. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw failure(file, stateOf(error));
  }
}

function stateOf(error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "there is no such file" : code;
}

function failure(path: string, state: string): Failure {
  return new Failure("INPUT", `Cannot read "${path}": ${state}`);
}
