// Runs each recipe as its reader would, on a folder of its own, and judges it by what it leaves.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Child } from "../conformance/child.ts";
import { type RuntimeName, Subject } from "../conformance/subject.ts";

interface Recipe {
  readonly program: string;
  readonly promise: string;
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  readonly use: (child: Child, folder: string) => Promise<void>;
}

/** An event that never comes must not hang the suite. */
const IN_TIME = { timeout: 60_000 };
const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const RUNTIMES: readonly RuntimeName[] = ["node24", "deno", "bun"];

const RECIPES: readonly Recipe[] = [
  {
    program: "recipe-cron",
    promise: "finishes the run in hand",
    env: () => ({ PATTERN: "* * * * * *" }),
    use: cronJob,
  },
  {
    program: "recipe-file-watcher",
    promise: "works off what has changed",
    env: (folder) => ({ FOLDER: folder }),
    use: fileWatcher,
  },
  {
    program: "recipe-streams",
    promise: "writes the whole file and ends",
    env: (folder) => ({ TARGET: join(folder, "rows.csv") }),
    use: wholeFile,
  },
  {
    program: "recipe-streams",
    promise: "leaves no half a file when it is cut",
    env: (folder) => ({ TARGET: join(folder, "rows.csv"), ROWS: "1000000", GRACE_MS: "1000" }),
    use: noHalfFile,
  },
  { program: "recipe-worker-threads", promise: "lets a thread finish", use: politeThread },
  {
    program: "recipe-worker-threads",
    promise: "terminates a thread that does not answer",
    env: () => ({ DEAF: "yes", GRACE_MS: "1000" }),
    use: deafThread,
  },
  {
    program: "recipe-log-consumer",
    promise: "commits what was handled, and nothing else",
    env: () => ({ GRACE_MS: "1000" }),
    use: logConsumer,
  },
  {
    program: "recipe-pipeline",
    promise: "writes all that is in hand, and acknowledges what is written",
    use: pipeline,
  },
  {
    program: "recipe-pipeline",
    promise: "hands back what could not be written in time",
    env: () => ({ GRACE_MS: "1000", WRITE_MS: "600000" }),
    use: cutPipeline,
  },
  { program: "wrap-consume", promise: "acknowledges or hands back each message", use: consumer },
];

for (const recipe of RECIPES) {
  describe(recipe.program, () => {
    for (const runtime of RUNTIMES) {
      it(`${recipe.promise} on ${runtime}`, IN_TIME, () => staged(runtime, recipe));
    }
  });
}

async function staged(runtime: RuntimeName, { program, env, use }: Recipe): Promise<void> {
  const subject = new Subject(runtime, EXAMPLES);
  const folder = mkdtempSync(join(tmpdir(), "quiesce-recipe-"));
  try {
    const child = await subject.start(program, { env: env?.(folder) ?? {}, until: /ready|took/ });
    await use(child, folder);
  } finally {
    await subject.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function cronJob(child: Child): Promise<void> {
  await child.waitForLine("took the report");
  const { code, stdout } = await ended(child);

  assert.equal(code, 0);
  assert.equal(stdout.match(/finished/g)?.length, stdout.match(/took/g)?.length);
}

async function fileWatcher(child: Child, folder: string): Promise<void> {
  writeFileSync(join(folder, "page.md"), "# One");
  await child.waitForLine("took page.md");
  writeFileSync(join(folder, "page.md"), "# Two");
  const { code, stdout } = await ended(child);

  assert.equal(code, 0);
  assert.equal(stdout.match(/built page.md/g)?.length, stdout.match(/took page.md/g)?.length);
}

async function wholeFile(child: Child, folder: string): Promise<void> {
  const { code } = await child.end();

  assert.equal(code, 0);
  assert.deepEqual(readdirSync(folder), ["rows.csv"]);
  assert.equal(readFileSync(join(folder, "rows.csv"), "utf8"), "1\n2\n3\n4\n5\n");
}

async function noHalfFile(child: Child, folder: string): Promise<void> {
  const { code, stdout } = await ended(child);

  assert.equal(code, 124);
  assert.match(stdout, /closed the cursor/);
  assert.deepEqual(readdirSync(folder), []);
}

async function politeThread(child: Child): Promise<void> {
  await child.waitForLine("ready");
  await child.waitForLine("counted 17984 primes");
  const { code, stdout } = await ended(child);

  assert.equal(code, 0);
  assert.match(stdout, /finished the picture/);
}

async function deafThread(child: Child): Promise<void> {
  await child.waitForLine("ready");
  await child.waitForLine("counted 17984 primes");
  const { code, stderr } = await ended(child);

  assert.equal(code, 124);
  assert.doesNotMatch(stderr, /something holds it/);
}

async function logConsumer(child: Child): Promise<void> {
  await child.waitForLine("took 1/1");
  const { code, stdout } = await ended(child);
  const handled = stdout.match(/handled 0\/\d/g)?.length ?? 0;

  assert.equal(code, 124);
  assert.match(stdout, /handled 1\/0[^]*handed back 1\/1/);
  assert.match(stdout, new RegExp(`closed log, committed ${handled} and 1\n`));
}

async function pipeline(child: Child): Promise<void> {
  // Two are written by then and two are being written, so those behind wait in the channel.
  await child.waitForLine("took 6");
  const { code, stdout } = await ended(child);
  const taken = lettersOf(stdout, "took");

  assert.equal(code, 0);
  assert.deepEqual(lettersOf(stdout, "wrote"), taken);
  assert.deepEqual(lettersOf(stdout, "acknowledged"), taken);
  for (const letter of taken) assert.match(stdout, writtenFirst(letter));
  assert.match(stdout, /closed queue\n$/);
}

async function cutPipeline(child: Child): Promise<void> {
  await child.waitForLine("took 4");
  const { code, stdout } = await ended(child);

  assert.equal(code, 124);
  assert.deepEqual(lettersOf(stdout, "acknowledged"), []);
  assert.deepEqual(lettersOf(stdout, "handed back"), lettersOf(stdout, "took"));
  assert.match(stdout, /closed queue\n$/);
}

function lettersOf(stdout: string, verb: string): readonly string[] {
  const lines = stdout.split("\n").filter((line) => line.startsWith(`${verb} `));
  return lines.map((line) => line.slice(verb.length + 1)).sort();
}

function writtenFirst(letter: string): RegExp {
  return new RegExp(`^wrote ${letter}$[^]*^acknowledged ${letter}$`, "m");
}

async function consumer(child: Child): Promise<void> {
  const { code, stdout } = await child.end();

  assert.equal(code, 0);
  assert.match(
    stdout,
    /handed back letter 3[^]*acknowledged letter 2[^]*2 sent, 1 handed back, 0 failed/,
  );
}

function ended(child: Child) {
  child.signal("SIGTERM");
  return child.end();
}
