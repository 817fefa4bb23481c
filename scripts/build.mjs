// Compiles the published files into dist/. Plain JavaScript: npm runs it on any supported Node.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import process from "node:process";

const COMPILER = "node_modules/typescript/bin/tsc";

process.exitCode = build();

function build() {
  if (!existsSync(COMPILER)) {
    console.error('Cannot build: the compiler is not installed, run "npm ci" first');
    return 1;
  }
  // Compiled aside and swapped in, so that no stale file is published and no
  // program that starts meanwhile finds half of the output.
  const fresh = `.dist-${process.pid}`;
  const args = [COMPILER, "-p", "tsconfig.build.json", "--outDir", fresh];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (existsSync(fresh)) swapIn(fresh);
  return status ?? 1;
}

function swapIn(fresh) {
  const stale = `${fresh}-stale`;
  if (existsSync("dist")) renameSync("dist", stale);
  renameSync(fresh, "dist");
  rmSync(stale, { recursive: true, force: true });
}
