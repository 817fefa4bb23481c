import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  globSync,
  mkdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What starts a server. */
export interface Program {
  readonly command: string;
  /** Where libraries are that came with it. */
  readonly libraries?: string;
}

/** A program that Debian and Ubuntu have as a package. */
export interface Wanted {
  /** For people: `a Redis server`. */
  readonly title: string;
  /** Where the package puts it: `usr/bin/redis-server`. */
  readonly path: string;
  readonly packages: readonly string[];
  /** Libraries that a machine may lack. Those that its release does not have are left out. */
  readonly libraries: readonly string[];
  /** Fetches whatever an installation would bring to this machine, for what needs very much. */
  readonly whole?: boolean;
}

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/quiesce-services", import.meta.url));
const APT = ["-o", "APT::Sandbox::User=root", "download"];
const SIMULATE = ["--simulate", "--no-install-recommends", "install"];

/** Finds a program on the PATH, else in the cache, else fetches the package of Debian or Ubuntu. */
export function findProgram(wanted: Wanted): Program {
  const name = basename(wanted.path);
  const installed = onPath(name);
  if (installed !== undefined) return { command: installed };
  const folder = join(CACHE, name);
  if (!placeOf(folder, wanted)) fetchInto(folder, wanted);
  const command = placeOf(folder, wanted) ?? join(folder, wanted.path);
  return { command, libraries: librariesOf(folder) };
}

/** Where it is, once it was fetched: older releases have some programs above `usr`. */
function placeOf(folder: string, { path }: Wanted): string | undefined {
  return [path, path.replace(/^usr\//, "")].map((each) => join(folder, each)).find(existsSync);
}

/** The environment for a program that may have come with libraries. */
export function environmentOf({ libraries }: Program): NodeJS.ProcessEnv {
  return { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) };
}

function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Needs no root: it downloads the packages and unpacks them into a folder of the project. */
function fetchInto(folder: string, wanted: Wanted): void {
  const unpacked = `${folder}-${process.pid}`;
  const downloads = `${unpacked}-packages`;
  mkdirSync(downloads, { recursive: true });
  try {
    download(downloads, wanted);
    for (const file of globSync("*.deb", { cwd: downloads })) {
      execute("dpkg", ["-x", join(downloads, file), unpacked], downloads, wanted);
    }
    move(unpacked, folder, wanted);
  } finally {
    for (const path of [unpacked, downloads]) rmSync(path, { recursive: true, force: true });
  }
}

function download(folder: string, wanted: Wanted): void {
  const fetch = (): unknown =>
    execute("apt-get", [...APT, ...packagesOf(folder, wanted)], folder, wanted);
  try {
    fetch();
  } catch {
    // A fresh machine knows no packages yet.
    spawnSync("apt-get", ["update"], { stdio: "ignore" });
    fetch();
  }
  for (const library of wanted.libraries) {
    spawnSync("apt-get", [...APT, library], { cwd: folder, stdio: "ignore" });
  }
}

function packagesOf(folder: string, wanted: Wanted): readonly string[] {
  if (!wanted.whole) return wanted.packages;
  const said = execute("apt-get", [...SIMULATE, ...wanted.packages], folder, wanted);
  return said.split("\n").flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? []);
}

/** Another process may have been faster. */
function move(unpacked: string, folder: string, wanted: Wanted): void {
  try {
    renameSync(unpacked, folder);
  } catch (error) {
    if (!placeOf(folder, wanted)) throw error;
  }
}

function execute(
  command: string,
  words: readonly string[],
  folder: string,
  { title, path }: Wanted,
): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    encoding: "utf8",
    // What it says is read.
    env: { ...process.env, LC_ALL: "C" },
  });
  if (status === 0) return stdout;
  const said = error?.message ?? `${stdout}${stderr}`.trim();
  const advice = `install ${title}, so that "${basename(path)}" is on the PATH`;
  throw new Error(
    `Cannot get ${title}: none is installed, and "${command}" could not fetch one; ${advice}\n` +
      said,
  );
}

function librariesOf(folder: string): string {
  // Some keep libraries of their own in a folder below.
  const folders = new Set(globSync("{lib,usr/lib}/**/*.so*", { cwd: folder }).map(dirname));
  return [...folders].map((path) => join(folder, path)).join(":");
}
