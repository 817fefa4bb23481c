import { globSync } from "node:fs";
import { basename } from "node:path";
import type { Stage } from "./stage.ts";

const BIN = "node_modules/.bin";
const DENO = `${BIN}/deno`;
const BUN = `${BIN}/bun`;
const TSC = "node_modules/typescript/bin/tsc";
const NODES = {
  "node 22": "node_modules/node-22/bin/node",
  "node 24": "node_modules/node/bin/node",
  "node 26": "node_modules/node-26/bin/node",
};

const CORE = ["test/core/native.test.ts"];

/** Every stage of the gate, cheapest first. */
export function allStages(): readonly Stage[] {
  return [
    ...checks(),
    ...onEveryRuntime("unit", globSync("test/unit/**/*.test.ts")),
    ...onEveryRuntime("conformance core", CORE),
    denoTest("conformance core deno without permissions", CORE, ["--no-prompt"]),
    nodeTest("conformance core workerd", ["test/workerd/core.test.ts"]),
    nodeTest("conformance core bare web", ["test/core/bare.test.ts"]),
    denoTest("unit std-async", globSync("test/deno/*.test.ts")),
    ...documents(),
    ...processes(),
    ...verifications(),
    ...services(),
    ...packages(),
  ];
}

function checks(): readonly Stage[] {
  return [
    check("build", ["node", "scripts/build.mjs"]),
    check("format", [DENO, "fmt", "--check"]),
    check("lint oxlint", [`${BIN}/oxlint`, "--type-aware", "--deny-warnings"]),
    check("lint deno", [DENO, "lint", "--quiet"]),
    check("types", ["node", TSC, "-p", "tsconfig.json"]),
    check("types core", ["node", TSC, "-p", "tsconfig.core.json"]),
    check("types misuse", ["node", TSC, "-p", "test/types/tsconfig.json"]),
    nodeTest("types runtimes", ["test/types/fit.test.ts"]),
    nodeTest("gates", globSync("test/gates/*.test.ts")),
  ];
}

/** Options that make an example fail when what it asserts is false. */
const STRICT_EXAMPLES = ["-A", "--quiet", "--preload", "test/docs/strict-assert.ts"];
const REPORT = ["--junit-path={junit}"];

function documents(): readonly Stage[] {
  return [
    check("docs lint", [DENO, "doc", "--lint", "--quiet", ...ownDoors()]),
    {
      name: "docs examples",
      command: [DENO, "test", "--doc", ...STRICT_EXAMPLES, ...REPORT, ...pages(), ...product()],
      counts: "junit",
    },
    check("docs support table", ["node", "docs/support.ts", "--check"]),
    check("jsr dry run", [DENO, "publish", "--dry-run", "--allow-dirty"]),
  ];
}

/** Those that have used less than a third of one processor, as measured. */
const LIGHT = [
  "check",
  "cli",
  "cli-output",
  "cli-service",
  "config-watch",
  "driver",
  "event-stream",
  "examples",
  "hono",
  "http-server",
  "lost-cancellations",
  "recipes",
  "terminal",
  "unix-socket",
  "verify-page",
  "verify-subject",
];

/** One stage a file: the slowest part, and the one whose progress people want to see. */
function processes(): readonly Stage[] {
  const nameOf = (file: string): string => basename(file, ".test.ts");
  return globSync("test/process/*.test.ts").sort().map((file) => ({
    ...nodeTest(`process ${nameOf(file)}`, [file]),
    after: ["build"],
    light: LIGHT.includes(nameOf(file)),
    // What is measured under load wants the machine for itself.
    alone: /(-load|start)\.test\.ts$/.test(file),
  }));
}

/** The judge of shutdowns, judged by servers whose faults are known. */
function verifications(): readonly Stage[] {
  return globSync("test/verify/*.test.ts").sort().map((file) => ({
    ...nodeTest(`verify ${basename(file, ".test.ts")}`, [file]),
    after: ["build"],
    // Starved neighbours and crowds say nothing of others, and others nothing of them.
    alone: file.endsWith("-loud.test.ts"),
  }));
}

/** Against real servers, which are found on the machine or fetched. */
function services(): readonly Stage[] {
  return globSync("test/services/*.test.ts").sort().map((file) => ({
    ...nodeTest(`services ${basename(file, ".test.ts")}`, [file]),
    after: ["build"],
  }));
}

function packages(): readonly Stage[] {
  return [
    { ...check("pack publint", [`${BIN}/publint`, "--strict"]), after: ["build"] },
    { ...nodeTest("pack", globSync("test/pack/*.test.ts")), after: ["build"] },
  ];
}

function onEveryRuntime(name: string, files: readonly string[]): readonly Stage[] {
  return [
    ...Object.keys(NODES).map((node) =>
      nodeTest(`${name} ${node}`, files, { node: node as keyof typeof NODES, isShared: true })
    ),
    denoTest(`${name} deno`, files),
    {
      name: `${name} bun`,
      command: [
        BUN,
        "test",
        // Its own limit of 5 s is short for what starts processes on a busy machine.
        "--timeout=60000",
        "--reporter=junit",
        "--reporter-outfile={junit}",
        ...files.map(dotted),
      ],
      counts: "junit",
    },
  ];
}

/** Types are checked elsewhere, for all files at once. */
function denoTest(
  name: string,
  files: readonly string[],
  permissions: readonly string[] = ["-A"],
): Stage {
  if (files.length === 0) return nothingToRun(name);
  const options = ["--no-check", "--quiet", "--sanitize-ops", "--sanitize-resources"];
  const held = files.length > 1 ? ["scripts/test/each.ts", "--", ...files] : files;
  const command = [DENO, "test", ...permissions, ...options, ...REPORT, ...held];
  return { name, command, counts: "junit" };
}

function check(name: string, command: readonly string[]): Stage {
  return { name, command, counts: "exit" };
}

/** How Node is to test. */
interface NodeOptions {
  /** Default: `node 24`. */
  readonly node?: keyof typeof NODES;
  /** One process for all files, as with Deno and Bun: to start one for each takes most of the time. */
  readonly isShared?: boolean;
}

function nodeTest(
  name: string,
  files: readonly string[],
  { node = "node 24", isShared = false }: NodeOptions = {},
): Stage {
  if (files.length === 0) return nothingToRun(name);
  const options = [
    // By the name that each version of Node knows.
    ...(isShared ? ["--experimental-test-isolation=none"] : []),
    // A file that never ends is reported by name, with what it said until then.
    "--test-timeout=280000",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=junit",
    "--test-reporter-destination={junit}",
  ];
  return { name, command: [NODES[node], "--test", ...options, ...files], counts: "junit" };
}

/** A runner that is given no file would look for some by itself, and find others' tests. */
function nothingToRun(name: string): Stage {
  return check(name, ["node", "-e", "throw new Error('Cannot test: there is no test file')"]);
}

/** Bun takes a path without a leading dot for a filter. */
function dotted(path: string): string {
  return `./${path}`;
}

/** Without those of Hono, OpenTelemetry and zod, whose own types would be judged as ours. */
function ownDoors(): readonly string[] {
  return doors().filter((door) => !/hono|otel|schema/.test(door));
}

function doors(): readonly string[] {
  return globSync([
    "mod.ts",
    "adapters/*/mod.ts",
    "src/{testing,config,tasks,wrap,leak,capacity,observe,kubernetes}/mod.ts",
    "src/observe/schema.ts",
  ]);
}

function product(): readonly string[] {
  return globSync(["mod.ts", "{src,adapters}/**/*.ts"]).sort();
}

function pages(): readonly string[] {
  return globSync(["README.md", "docs/**/*.md"]);
}
