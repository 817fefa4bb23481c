import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What a user of the optional doors has installed beside the package. */
const PEERS = [
  "hono",
  "zod",
  "@opentelemetry/api",
  "@hono/node-server",
  "ws",
  "@types/node",
  "@types/ws",
  "undici-types",
];

const execute = promisify(execFile);

/** A user's project with the packed package installed in it, and the programs of the tests. */
export interface PackageFolder {
  readonly path: string;
  remove(): void;
}

/** Packs the package as npm would publish it and installs it in an empty project. */
export async function packageFolder(): Promise<PackageFolder> {
  const path = mkdtempSync(join(tmpdir(), "quiesce-pack-"));
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  try {
    const tarball = await pack(path);
    writeFileSync(join(path, "package.json"), JSON.stringify({ type: "module", private: true }));
    await npm(["install", tarball, "--no-audit", "--no-fund", "--no-save"], path);
    for (const peer of PEERS) link(peer, path);
    cpSync(join(ROOT, "test/programs"), join(path, "programs"), { recursive: true });
    return { path, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function pack(destination: string): Promise<string> {
  // The stage before has built; packing must not build anew beside other stages.
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", destination];
  const packed: unknown = JSON.parse(await npm(args, ROOT));
  const text = JSON.stringify(packed);
  const name = /"filename":"([^"]+\.tgz)"/.exec(text)?.[1];
  if (!name) throw new Error(`Cannot pack: npm answered ${text.slice(0, 200)}`);
  return join(destination, name);
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  // A shell, because npm is a script on Windows.
  const options = { cwd, shell: process.platform === "win32", maxBuffer: 1 << 26 };
  return (await execute("npm", args, options)).stdout;
}

function link(name: string, folder: string): void {
  const target = join(folder, "node_modules", name);
  mkdirSync(join(target, ".."), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), target, "junction");
}
