// The program `quiesce`, called from the installed package in each way that people call it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { VerifyResult } from "../../src/verify/mod.ts";
import { commandOf } from "../conformance/subject.ts";
import { ROOT } from "../gates/source.ts";
import { type PackageFolder, packageFolder } from "./package-folder.ts";

/** One way to call it: its words, and the runtime that it then runs on. */
interface Call {
  readonly words: readonly string[];
  readonly runtime: RegExp;
}

const FILE = "node_modules/quiesce/dist/cli.js";
const [BUN = ""] = commandOf("bun");
const CALLS: Readonly<Record<string, Call>> = {
  "npx": { words: ["npx", "quiesce"], runtime: /^node 24/ },
  "Node 22": { words: [...commandOf("node22"), FILE], runtime: /^node 22/ },
  "Node 26": { words: [...commandOf("node26"), FILE], runtime: /^node 26/ },
  "deno run npm:": { words: [...commandOf("deno"), "npm:quiesce"], runtime: /^deno / },
  "bunx": { words: [BUN, "x", "quiesce"], runtime: /^node 24/ },
  "bunx --bun": { words: [BUN, "x", "--bun", "quiesce"], runtime: /^bun / },
};

/** More than the program may weigh: who installs the library gets it too. */
const MOST_BYTES = 600_000;

const execute = promisify(execFile);

describe("the program in the packed package", { concurrency: false }, () => {
  let folder: PackageFolder;

  before(async () => {
    folder = await packageFolder();
  });

  after(() => folder?.remove());

  for (const [name, { words, runtime }] of Object.entries(CALLS)) {
    it(`verifies a service when called by ${name}`, async () => {
      const service = [process.execPath, join(ROOT, "test/programs/service.ts")];
      const asked = ["verify", "--json", "--scenario", "idle-exit", "--", ...service];
      const [program = "", ...before] = words;

      const { stdout } = await execute(program, [...before, ...asked], {
        cwd: folder.path,
        // The Node that calls is the one that is found first.
        env: { ...process.env, PATH: pathWith(dirname(process.execPath)) },
        maxBuffer: 1 << 26,
      });

      const { verdict, tool } = JSON.parse(stdout) as VerifyResult;
      assert.equal(verdict, "pass");
      assert.match(tool.runtime, runtime);
    });
  }

  it("comes with the license of each package that is in it, and of no other", async () => {
    const licenses = readFileSync(join(folder.path, dirname(FILE), "cli-licenses.txt"), "utf8");

    const told = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+$/gm)].map(([, name]) => name);

    assert.deepEqual(told, await bundledPackages());
    assert.equal(licenses.match(/^Permission /gm)?.length, told.length);
  });

  it("stays small", (t) => {
    const files = [FILE, join(dirname(FILE), "program.js")];
    const size = files.reduce((sum, file) => sum + statSync(join(folder.path, file)).size, 0);

    t.diagnostic(`${size} bytes`);
    assert.ok(size <= MOST_BYTES, `${size} bytes`);
  });
});

function pathWith(first: string): string {
  return `${first}${delimiter}${process.env["PATH"]}`;
}

/** The packages that a bundler finds in what the program is made of. */
async function bundledPackages(): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [join(ROOT, "src/cli/quiesce.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    external: ["node:*"],
    metafile: true,
  });
  const names = Object.keys(metafile.inputs)
    .flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}
