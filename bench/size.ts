import { execFile } from "node:child_process";
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
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["mod.ts"],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
  });
  const bytes = gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
  return [{ id: "size.core", value: bytes / 1_000 }, ...await importFigures(runtime)];
}

async function importFigures(runtime: Runtime): Promise<readonly Figure[]> {
  const empty: number[] = [];
  const above: number[] = [];
  for (let round = 0; round < (isQuick() ? QUICK_ROUNDS : ROUNDS); round += 1) {
    const emptyMs = await importMs(runtime, "./empty.mjs");
    empty.push(emptyMs);
    above.push(await importMs(runtime, "quiesce") - emptyMs);
  }
  return [
    { id: "import.empty", ...spreadOf(empty) },
    { id: "import.core", ...spreadOf(above) },
  ];
}

async function importMs({ command, args }: Runtime, specifier: string): Promise<number> {
  const words = [...args, "bench/program/import-cost.ts", specifier];
  const { stdout } = await promisify(execFile)(command, words, { cwd: ROOT });
  return Number(stdout);
}
