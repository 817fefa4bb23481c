// Under every test runner, a test that leaks fails, with what it left, and one that does not passes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { within } from "../conformance/wait.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FILE = "./test/programs/leak-check.test.ts";
const VITEST = ["node_modules/vitest/vitest.mjs", "run", "--reporter=verbose"];

interface Runner {
  readonly command: readonly [string, ...string[]];
  /** How it writes that a test has passed or failed. */
  readonly passed: (name: string) => RegExp;
  readonly failed: (name: string) => RegExp;
  /** How much the runtime tells of its own resources, and what that makes of a server. */
  readonly sight: RegExp;
  readonly seesServer: boolean;
}

const NODE = {
  passed: (name: string) => new RegExp(`✔ ${name}`),
  failed: (name: string) => new RegExp(`✖ ${name}`),
  sight: /the resources of the runtime were compared as well/,
  seesServer: true,
};
const REPORTER = "--test-reporter=spec";

const RUNNERS: Readonly<Record<string, Runner>> = {
  "node:test 22": {
    ...NODE,
    command: ["node_modules/node-22/bin/node", "--test", REPORTER, FILE],
  },
  "node:test 24": { ...NODE, command: ["node_modules/.bin/node", "--test", REPORTER, FILE] },
  "node:test 26": {
    ...NODE,
    command: ["node_modules/node-26/bin/node", "--test", REPORTER, FILE],
  },
  "vitest": {
    ...NODE,
    command: ["node_modules/.bin/node", ...VITEST, "test/programs/leak-check-vitest.test.ts"],
    passed: (name) => new RegExp(`✓ .*${name}`),
    failed: (name) => new RegExp(`× .*${name}`),
  },
  "deno test": {
    command: ["node_modules/.bin/deno", "test", "-A", "--no-check", FILE],
    passed: (name) => new RegExp(`${name} \\.\\.\\. ok`),
    failed: (name) => new RegExp(`${name} \\.\\.\\. FAILED`),
    sight: /the runtime tells only some of its resources/,
    seesServer: true,
  },
  "bun test": {
    command: ["node_modules/.bin/bun", "test", FILE],
    passed: (name) => new RegExp(`\\(pass\\) ${name}`),
    failed: (name) => new RegExp(`\\(fail\\) ${name}`),
    sight: /the runtime does not tell its resources/,
    seesServer: false,
  },
};

/** What a runner wrote, and the code with which it ended. */
async function ran([command, ...words]: Runner["command"]): Promise<[string, number | null]> {
  // The runner that runs this file would take the child for one of its own.
  const { NODE_TEST_CONTEXT: _context, FORCE_COLOR: _color, ...env } = process.env;
  const child = spawn(`${ROOT}${command}`, words, {
    cwd: ROOT,
    env: { ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const written = Promise.all([text(child.stdout), text(child.stderr)]);
  return [(await within(written, "the end of the runner")).join("\n"), await code];
}

describe("expectNoLeaks", () => {
  for (const [name, runner] of Object.entries(RUNNERS)) {
    it(`makes a test that leaks fail, and no other, under ${name}`, async () => {
      const [output, code] = await ran(runner.command);

      assert.notEqual(code, 0, output);
      for (const each of ["passes when all is closed", "passes when all closes by itself soon"]) {
        assert.match(output, runner.passed(each));
      }
      for (const each of ["fails when a scope is left", "fails when a task is left"]) {
        assert.match(output, runner.failed(each));
      }
      assert.match(output, /scope \/pool, \d+ ms, \S*leak-check-cases\.ts:\d+:\d+\n +task stuck, /);
      assert.match(output, runner.sight);
      const judged = runner.seesServer ? runner.failed : runner.passed;
      assert.match(output, judged("tells a server that is left"));
      assert.equal(/resource TCPServerWrap/.test(output), runner.seesServer);
    });
  }
});
