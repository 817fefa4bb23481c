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
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What starts a server. */
export interface Program {
  readonly command: string;
  /** Where libraries are that came with it. */
  readonly libraries?: string;
}

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/quiesce-services", import.meta.url));
const FOLDER = join(CACHE, "redis");
/** The server, and the libraries that a machine may lack. */
const PACKAGES = ["redis-server", "redis-tools", "libjemalloc2", "liblzf1"];
const ADVICE = 'install a Redis server, so that "redis-server" is on the PATH';

/** Finds a server on the PATH, else in the cache, else fetches the package of Debian or Ubuntu. */
export function findRedis(): Program {
  const installed = onPath("redis-server");
  if (installed !== undefined) return { command: installed };
  if (!existsSync(commandOf(FOLDER))) fetchInto(FOLDER);
  return { command: commandOf(FOLDER), libraries: librariesOf(FOLDER) };
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
function fetchInto(folder: string): void {
  const unpacked = `${folder}-${process.pid}`;
  const downloads = `${unpacked}-packages`;
  mkdirSync(downloads, { recursive: true });
  try {
    download(downloads);
    for (const file of globSync("*.deb", { cwd: downloads })) {
      execute("dpkg", ["-x", join(downloads, file), unpacked], downloads);
    }
    move(unpacked, folder);
  } finally {
    for (const path of [unpacked, downloads]) rmSync(path, { recursive: true, force: true });
  }
}

function download(folder: string): void {
  const words = ["-o", "APT::Sandbox::User=root", "download", ...PACKAGES];
  try {
    execute("apt-get", words, folder);
  } catch {
    // A fresh machine knows no packages yet.
    spawnSync("apt-get", ["update"], { stdio: "ignore" });
    execute("apt-get", words, folder);
  }
}

/** Another process may have been faster. */
function move(unpacked: string, folder: string): void {
  try {
    renameSync(unpacked, folder);
  } catch (error) {
    if (!existsSync(commandOf(folder))) throw error;
  }
}

function execute(command: string, words: readonly string[], folder: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    encoding: "utf8",
  });
  if (status === 0) return;
  const said = error?.message ?? `${stdout}${stderr}`.trim();
  throw new Error(
    `Cannot get a Redis server: none is installed, and "${command}" could not fetch one; ${ADVICE}\n` +
      said,
  );
}

function commandOf(folder: string): string {
  return join(folder, "usr/bin/redis-server");
}

function librariesOf(folder: string): string {
  return globSync("usr/lib/*-linux-*", { cwd: folder }).map((path) => join(folder, path)).join(":");
}
