// Builds the published files into dist/. Plain JavaScript: npm runs it on any supported Node.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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
    await bundleProgram(fresh);
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

/**
 * Makes one file of the command line and all that it uses, so that a user installs nothing with it.
 * Before it stands a file that a runtime which is too old for the rest can load.
 */
async function bundleProgram(fresh) {
  const { build: bundle } = await import("esbuild");
  const options = {
    bundle: true,
    minify: true,
    // A stack is all that a report of a mistake has.
    keepNames: true,
    format: "esm",
    target: "es2024",
    // Takes the ES modules of a package that has others for Node.
    platform: "neutral",
    external: ["node:*"],
    // The licenses stand in a file of their own.
    legalComments: "none",
    metafile: true,
  };
  const first = join(fresh, "cli.js");
  const plugins = [{ name: "apart", setup: apart }];
  await bundle({ ...options, entryPoints: ["src/cli/quiesce.ts"], outfile: first, plugins });
  const outfile = join(fresh, "program.js");
  const { metafile } = await bundle({ ...options, entryPoints: ["src/cli/program.ts"], outfile });
  chmodSync(first, 0o755);
  writeFileSync(join(fresh, "cli-licenses.txt"), licensesOf(Object.keys(metafile.inputs)));
}

/** Leaves the program in its own file. */
function apart({ onResolve }) {
  onResolve({ filter: /^\.\/program\.ts$/ }, () => ({ path: "./program.js", external: true }));
}

function licensesOf(inputs) {
  const folders = inputs.flatMap((path) =>
    /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []
  );
  return [...new Set(folders)].sort((a, b) => a.localeCompare(b)).map(licenseOf).join("\n\n");
}

function licenseOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`Cannot bundle "${name}": its folder has no license`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
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
