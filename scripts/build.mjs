// Builds the published files into dist/. Plain JavaScript: npm runs it on any supported Node.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const COMPILER = "node_modules/typescript/bin/tsc";

process.exitCode = await build();

async function build() {
  if (!existsSync(COMPILER)) {
    console.error('Cannot build: the compiler is not installed, run "npm ci" first');
    return 1;
  }
  // Made aside and swapped in, so that no stale file is published and no
  // program that starts meanwhile finds half of the output.
  const fresh = `.dist-${process.pid}`;
  const args = [COMPILER, "-p", "tsconfig.build.json", "--outDir", fresh];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (existsSync(fresh)) {
    await joinModules(fresh);
    swapIn(fresh);
  }
  return status ?? 1;
}

/** Joins the modules behind each door: every file more costs the start of a program its share. */
async function joinModules(fresh) {
  const { build: bundle } = await import("esbuild");
  const joined = `${fresh}-joined`;
  await bundle({
    entryPoints: doors().map((door) => join(fresh, door)),
    outbase: fresh,
    outdir: joined,
    chunkNames: "chunks/[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2024",
    packages: "external",
    sourcemap: true,
  });
  removeModules(fresh);
  cpSync(joined, fresh, { recursive: true });
  rmSync(joined, { recursive: true });
}

function doors() {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  return Object.values(exports).flatMap(({ default: path }) => path?.replace("./dist/", "") ?? []);
}

function removeModules(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (/\.js(\.map)?$/.test(name)) rmSync(join(folder, name));
  }
}

function swapIn(fresh) {
  const stale = `${fresh}-stale`;
  if (existsSync("dist")) renameSync("dist", stale);
  renameSync(fresh, "dist");
  rmSync(stale, { recursive: true, force: true });
}
