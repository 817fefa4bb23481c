// The package as npm installs it, used by a stranger's project on each runtime.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import deno from "../../deno.json" with { type: "json" };
import { cases } from "../conformance/core/mod.ts";
import { RUNTIMES, Subject } from "../conformance/subject.ts";
import { ROOT } from "../gates/source.ts";
import { type PackageFolder, packageFolder } from "./package-folder.ts";

const RUNNER = `
import * as lib from "quiesce";
import { cases } from "../cases.mjs";

for (const { id, run } of cases) {
  try {
    await run(lib);
    console.log("passed " + id);
  } catch (error) {
    console.log("failed " + id + ": " + (error?.stack ?? error));
  }
}
`;
const DOORS = Object.keys(deno.exports).map((name) => name.replace(".", "quiesce"));
const execute = promisify(execFile);

describe("the packed package", () => {
  let folder: PackageFolder;

  before(async () => {
    folder = await packageFolder();
    await bundleCases(join(folder.path, "cases.mjs"));
    writeFileSync(join(folder.path, "programs/core-cases.ts"), RUNNER);
    writeFileSync(join(folder.path, "consumer.ts"), consumer());
    writeFileSync(join(folder.path, "tsconfig.json"), JSON.stringify(CONSUMER_SETTINGS));
  });

  after(() => folder?.remove());

  for (const runtime of RUNTIMES) {
    it(`passes the core's cases on ${runtime}`, async () => {
      const { lines } = await ending(runtime, "core-cases");

      assert.deepEqual(lines, cases.map(({ id }) => `passed ${id}`));
      assert.ok(lines.length > 0);
    });

    it(`ends a program in order on ${runtime}`, async () => {
      const { code, lines } = await ending(runtime, "natural-end-unawaited");

      assert.deepEqual(lines, ["work done", "closed database"]);
      assert.equal(code, 0);
    });

    it(`does structured work on ${runtime}`, async () => {
      const { code, lines } = await ending(runtime, "structured-work");

      assert.deepEqual(lines, STRUCTURED_WORK);
      assert.equal(code, 0);
    });

    it(`takes something of each door of operating on ${runtime}`, async () => {
      const { code, lines } = await ending(runtime, "operated");

      assert.deepEqual(lines, OPERATED);
      assert.equal(code, 0);
    });

    it(`serves and drains on ${runtime}`, async () => {
      const subject = new Subject(runtime, join(folder.path, "programs"));
      try {
        const service = await subject.start("service", { until: "listening" });
        const answer = await fetch(`http://127.0.0.1:${service.port}/`);
        assert.equal(await answer.text(), "ok");

        service.signal("SIGTERM");

        const { code, lines } = await service.end();
        assert.match(lines.at(-1) ?? "", /^cleanup:db/);
        assert.equal(code, 0);
      } finally {
        await subject.close();
      }
    });
  }

  it("has types that a strict user can compile without skipping library checks", async () => {
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");

    const { stdout } = await execute(process.execPath, [compiler, "-p", "."], {
      cwd: folder.path,
    });

    assert.equal(stdout, "");
  });

  async function ending(runtime: typeof RUNTIMES[number], program: string) {
    const subject = new Subject(runtime, join(folder.path, "programs"));
    try {
      return await (await subject.launch(program)).end();
    } finally {
      await subject.close();
    }
  }
});

/** What `programs/structured-work.ts` says, which takes something of each door. */
/** What `operated` prints: a warning, a probe, a metric, a budget, a record, a suggestion. */
const OPERATED = [
  "quiesce: the platform kills 1000 ms",
  "ready 200, metrics true",
  "grace 4000",
  "shutdown.ended orders",
  "suggested 1",
];

const STRUCTURED_WORK = [
  "group: 1 done, 1 failed",
  "pool: 2 4 6",
  "channel: one two",
  "consume: 2 of 2",
  "cleanup queue: file",
  "abortable: true",
  "retry: at last",
  "offload: 6",
  "checkpoint: 100000 rounds",
  "link: true",
  'expectNoLeaks: "LEAK"',
  "leaks: 0 yet",
];

const CONSUMER_SETTINGS = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2024",
    lib: ["ES2024", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    types: ["node"],
    skipLibCheck: false,
  },
  files: ["consumer.ts"],
};

function consumer(): string {
  const names = DOORS.map((door, index) => `import * as door${index} from "${door}";`);
  const used = DOORS.map((_, index) => `void door${index};`);
  return [...names, ...used, ""].join("\n");
}

async function bundleCases(outfile: string): Promise<void> {
  const entry = join(ROOT, "test/conformance/core/mod.ts");
  await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "neutral", outfile });
}
