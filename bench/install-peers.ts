import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./runtime.ts";

const PEERS = join(ROOT, "bench", "peers");

/** Installs the peers as they are pinned, unless they are there. */
export function installPeers(): void {
  const pinned = Object.entries(manifestIn(PEERS).dependencies ?? {});
  if (pinned.every(([name, version]) => installedVersion(name) === version)) return;
  console.error("Installing the peers to compare with (about 110 MB)...");
  // A shell, because npm is a script on Windows.
  const { status } = spawnSync("npm ci --no-audit --no-fund", {
    cwd: PEERS,
    shell: true,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`Cannot install the peers: "npm ci" ended with ${status}`);
}

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function installedVersion(name: string): string | undefined {
  const folder = join(PEERS, "node_modules", name);
  return existsSync(folder) ? manifestIn(folder).version : undefined;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
