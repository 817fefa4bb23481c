import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { spreadOf } from "./measure/median.ts";
import { isQuick } from "./measure/quick.ts";
import type { Figure } from "./measure/report.ts";
import { ROOT, type Runtime } from "./runtime.ts";

const ROUNDS = 15;
const QUICK_ROUNDS = 5;

/** How large the core is in a bundle, and how long its import takes. */
export async function sizeFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "quiesce-bench-"));
  const bundle = join(folder, "core.mjs");
  try {
    await writeFile(bundle, await bundled(false));
    const bytes = gzipSync(await bundled(true), { level: 9 }).length;
    return [{ id: "size.core", value: bytes / 1_000 }, ...await importFigures(runtime, bundle)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundled(minify: boolean): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["mod.ts"],
    bundle: true,
    minify,
    write: false,
    format: "esm",
    target: "es2024",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

async function importFigures(runtime: Runtime, bundle: string): Promise<readonly Figure[]> {
  const empty: number[] = [];
  const above: number[] = [];
  const bundleAbove: number[] = [];
  for (let round = 0; round < (isQuick() ? QUICK_ROUNDS : ROUNDS); round += 1) {
    const emptyMs = await importMs(runtime, "./empty.mjs");
    empty.push(emptyMs);
    above.push(await importMs(runtime, "quiesce") - emptyMs);
    bundleAbove.push(await importMs(runtime, pathToFileURL(bundle).href) - emptyMs);
  }
  return [
    { id: "import.empty", ...spreadOf(empty) },
    { id: "import.core", ...spreadOf(above) },
    { id: "import.bundle", ...spreadOf(bundleAbove) },
  ];
}

async function importMs({ command, args }: Runtime, specifier: string): Promise<number> {
  const words = [...args, "bench/program/import-cost.ts", specifier];
  const { stdout } = await promisify(execFile)(command, words, { cwd: ROOT });
  return Number(stdout);
}
