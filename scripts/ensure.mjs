// Installs the dependencies when they are missing or out of step with the lock
// file, builds dist/ when it is older than its sources, then runs the program
// that it is given with the Node among them:
//
//   node scripts/ensure.mjs [program.ts [arguments]]
//
// Plain JavaScript for the oldest Node that npm may start it with. It runs the
// program itself because a shell that has looked "node" up once remembers the
// system's, and would not find the one that was installed since.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = join(ROOT, "package-lock.json");
const RECORD = join(ROOT, "node_modules", ".package-lock.json");
const NODE = join(
  ROOT,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

const [program, ...args] = process.argv.slice(2);

if (!isInstalled()) install();
if (!isBuilt()) build();
if (program) run(program, args);

/** Compares the lock file with the record that npm keeps of what it has installed. */
function isInstalled() {
  if (!existsSync(NODE) || !existsSync(RECORD)) return false;
  const installed = readPackages(RECORD);
  return Object.entries(readPackages(LOCK)).every(([path, { version, optional, devOptional }]) => {
    // Other platforms' packages are in the lock file and rightly not here.
    return path === "" || optional || devOptional || installed[path]?.version === version;
  });
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

function install() {
  const startMs = Date.now();
  console.log("Installing the pinned dependencies, three runtimes among them (about 1 GB)...");
  // A shell, because npm is a script on Windows.
  const { status } = spawnSync("npm ci --no-audit --no-fund", {
    cwd: ROOT,
    shell: true,
    stdio: "inherit",
  });
  if (status !== 0) {
    console.error(`Cannot install: "npm ci" ended with ${status}`);
    process.exit(1);
  }
  console.log(`Installed in ${Math.round((Date.now() - startMs) / 1000)} s`);
}

/** Whether dist/ is as new as what it is made of: programs run from it on Node and Bun. */
function isBuilt() {
  const built = join(ROOT, "dist/mod.js");
  if (!existsSync(built)) return false;
  const builtMs = statSync(built).mtimeMs;
  return sources().every((path) => statSync(path).mtimeMs <= builtMs);
}

function sources() {
  const within = (folder) =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => join(ROOT, folder, path));
  return [join(ROOT, "mod.ts"), ...within("src"), ...within("adapters")];
}

function build() {
  console.log("Building...");
  const { status } = spawnSync(NODE, ["scripts/build.mjs"], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function run(program, args) {
  const child = spawn(existsSync(NODE) ? NODE : "node", [program, ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: searchPath() },
  });
  // A terminal signals the whole group: the child decides when both end.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`Cannot run "${program}": ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

function searchPath() {
  const bin = join(ROOT, "node_modules", ".bin");
  return process.platform === "win32"
    ? `${bin};${process.env.PATH ?? ""}`
    : `${bin}:${process.env.PATH ?? ""}`;
}
