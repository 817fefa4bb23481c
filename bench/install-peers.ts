import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./runtime.ts";

const PEERS = join(ROOT, "bench", "peers");

/** Installs the peers as they are pinned, unless they are there. */
export function installPeers(): void {
  if (existsSync(join(PEERS, "node_modules", ".package-lock.json"))) return;
  console.error("Installing the peers to compare with (about 20 MB)...");
  // A shell, because npm is a script on Windows.
  const { status } = spawnSync("npm ci --no-audit --no-fund", {
    cwd: PEERS,
    shell: true,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`Cannot install the peers: "npm ci" ended with ${status}`);
}
