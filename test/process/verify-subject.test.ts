// Real services behind real launchers, and a judge that is killed itself, on every runtime.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { ScenarioResult } from "../../src/verify/result.ts";
import { processRow } from "../../src/verify/subject/process-table.ts";

const OPTIONS = { timeout: 120_000, concurrency: false };
const JUDGE = resolve("test/process/verify-judge-program.ts");
const BIN = resolve("node_modules/.bin");
const NODE = process.execPath;
const RUNTIMES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "node 22": [resolve("node_modules/node-22/bin/node"), "--no-warnings"],
  "node 24": [join(BIN, "node")],
  "node 26": [resolve("node_modules/node-26/bin/node")],
  deno: [join(BIN, "deno"), "run", "-A", "--quiet"],
  bun: [join(BIN, "bun")],
};

/** Ends in order, and with the code that it is told. */
const SERVER = `
import { createServer } from "node:http";
const server = createServer((_request, response) => response.end("ok"));
server.listen(Number(process.env.OWN_PORT ?? process.env.PORT), process.env.HOST ?? "127.0.0.1");
process.on("SIGTERM", () => {
  const lines = Number(process.env.LINES ?? 0);
  for (let line = 0; line < lines; line += 1) console.log("line", line, "x".repeat(100));
  console.log("bye");
  if (process.env.AT_ONCE) process.exit(0);
  const end = () => server.close(() => process.exitCode = Number(process.env.CODE ?? 0));
  setTimeout(end, Number(process.env.DRAIN_MS ?? 0));
});
`;
const PACKAGE = {
  type: "module",
  scripts: { start: "node server.js", exec: "exec node server.js" },
};
const DENO = { tasks: { start: "deno run -A --no-config server.js" } };

const run = promisify(execFile);
let folder = "";

before(() => {
  folder = mkdtempSync(join(tmpdir(), "quiesce-subject-"));
  writeFileSync(join(folder, "server.js"), SERVER);
  writeFileSync(join(folder, "package.json"), JSON.stringify(PACKAGE));
  writeFileSync(join(folder, "deno.json"), JSON.stringify(DENO));
});

after(() => rmSync(folder, { recursive: true }));

interface Asked {
  readonly scenario: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Which runtime judges. */
  readonly judge?: readonly [string, ...string[]];
}

async function judged({ scenario, command, environment, judge = [NODE] }: Asked) {
  const [program, ...options] = judge;
  // The launchers have to find the runtimes of this project.
  const PATH = `${dirname(NODE)}:${BIN}:${process.env["PATH"]}`;
  const words = [...options, JUDGE, scenario, folder, ...command];
  const env = { ...process.env, PATH, ...environment };
  const { stdout } = await run(program, words, { env, maxBuffer: 50_000_000 });
  // SAFETY: the program prints nothing else.
  return JSON.parse(stdout) as ScenarioResult;
}

function codesOf({ findings }: ScenarioResult): readonly string[] {
  return findings.map(({ code }) => code).toSorted();
}

describe("who got the signal, and whose exit code it is", OPTIONS, () => {
  const CASES: readonly (readonly [name: string, command: readonly string[], codes: string[]])[] = [
    ["the server itself", ["node", "server.js"], []],
    ["a shell that takes its place", ["sh", "-c", "exec node server.js"], []],
    ["a shell that waits for it", ["sh", "-c", "node server.js; true"], ["SIGNAL_SWALLOWED"]],
    [
      "a shell that passes the signal on, and hides the code",
      [
        "sh",
        "-c",
        "trap 'kill -TERM $!; wait $!; exit 0' TERM; CODE=7 node server.js & wait $!; exit 0",
      ],
      ["EXIT_CODE_CHANGED"],
    ],
    [
      "a shell that passes the signal on, and does not wait",
      ["sh", "-c", "trap 'kill -TERM $!; exit 0' TERM; DRAIN_MS=1000 node server.js & wait"],
      ["NOT_WAITED_FOR"],
    ],
    ["a shell that takes the signal for itself", [
      "sh",
      "-c",
      "trap '' TERM; env --default-signal=TERM node server.js; true",
    ], ["LATE_EXIT", "SIGNAL_SWALLOWED"]],
    ["npm start", ["npm", "start"], ["SIGNAL_SWALLOWED"]],
    ["npm run with exec in its script", ["npm", "run", "exec"], []],
    ["node --run", ["node", "--run", "start"], ["SIGNAL_SWALLOWED"]],
    ["bun run", ["bun", "run", "start"], []],
    ["deno task", ["deno", "task", "start"], []],
  ];
  for (const [name, command, codes] of CASES) {
    it(`${name}: ${codes.join(", ") || "nothing to find"}`, OPTIONS, async () => {
      const result = await judged({ scenario: "exit-code", command });

      assert.deepEqual(codesOf(result), codes, JSON.stringify(result.findings));
    });
  }

  it("names npm when it swallows the signal", OPTIONS, async () => {
    const { findings } = await judged({ scenario: "exit-code", command: ["npm", "start"] });

    assert.match(
      findings[0]?.what ?? "",
      /^npm, by the shell of its script \(sh -c node server\.js\)/,
    );
  });

  for (const [name, judge] of Object.entries(RUNTIMES)) {
    it(`is seen by a judge on ${name}`, OPTIONS, async () => {
      const command = ["sh", "-c", "node server.js; true"];
      const { findings, runs } = await judged({ scenario: "exit-code", command, judge });

      assert.deepEqual(findings.map(({ code }) => code), ["SIGNAL_SWALLOWED"]);
      assert.equal(runs[0]?.processes.filter(({ orphaned }) => orphaned).length, 1);
      assert.equal(runs[1]?.facts["serverCode"], 0);
    });
  }
});

describe("what a service prints at its end", OPTIONS, () => {
  const command = ["node", "server.js"];
  for (const [name, judge] of Object.entries(RUNTIMES)) {
    it(
      `is found cut off by a judge on ${name}, and whole when it was waited for`,
      OPTIONS,
      async () => {
        // Somewhat more than a pipe holds: a reader that is there at once is in time for the rest.
        const LINES = "700";
        const cut = await judged({
          scenario: "output",
          command,
          judge,
          environment: { LINES, AT_ONCE: "1" },
        });
        const whole = await judged({ scenario: "output", command, judge, environment: { LINES } });

        // On a busy machine readers that are at hand are too late as well; then only the full pipe
        // tells, which makes it a shortcoming.
        assert.ok(["fail", "weak"].includes(cut.verdict), cut.verdict);
        assert.ok(codesOf(cut).includes("OUTPUT_CUT"));
        assert.equal(whole.verdict, "pass", JSON.stringify(whole.findings));
        assert.deepEqual(whole.runs.map(({ facts }) => facts["lines"]), [
          701,
          701,
          701,
          701,
        ]);
      },
    );
  }

  it("cannot be judged when it prints nothing", OPTIONS, async () => {
    const quiet = ["node", "-e", "require('http').createServer().listen(process.env.PORT)"];
    const { verdict, why } = await judged({ scenario: "output", command: quiet });

    assert.equal(verdict, "unjudged");
    assert.match(why ?? "", /prints nothing/);
  });
});

describe("where a service listens", OPTIONS, () => {
  it("is found when it ignores PORT", OPTIONS, async () => {
    const environment = { OWN_PORT: String(20_000 + process.pid % 10_000) };
    const command = ["node", "server.js"];
    const { verdict, why, findings } = await judged({
      scenario: "exit-code",
      command,
      environment,
    });

    assert.equal(verdict, "pass", why ?? JSON.stringify(findings));
  });

  it("is found when it is the other loopback address", OPTIONS, async () => {
    const command = ["node", "server.js"];
    const environment = { HOST: "::1" };
    const { verdict, why, findings } = await judged({
      scenario: "exit-code",
      command,
      environment,
    });

    assert.equal(verdict, "pass", why ?? JSON.stringify(findings));
  });
});

describe("what a service has started", OPTIONS, () => {
  it("is seen when it is left behind, also in a session of its own", OPTIONS, async () => {
    const script = "sleep 71 & setsid sleep 72 & exec node server.js";
    const result = await judged({ scenario: "children", command: ["sh", "-c", script] });
    const left = result.runs[0]?.processes.filter(({ orphaned }) => orphaned) ?? [];

    assert.deepEqual(codesOf(result), ["ORPHANED"]);
    assert.deepEqual(left.map(({ command }) => command).toSorted(), ["sleep 71", "sleep 72"]);
    for (const { pid } of left) await gone(pid);
  });

  it("cannot be judged when it starts nothing", OPTIONS, async () => {
    const { verdict } = await judged({ scenario: "children", command: ["node", "server.js"] });

    assert.equal(verdict, "unjudged");
  });
});

describe("when the judge itself is killed", OPTIONS, () => {
  const script =
    "sleep 73 & setsid sh -c 'trap \"\" TERM INT HUP; sleep 74; true' & sleep 0.2; echo up; wait";
  for (const [name, judge] of Object.entries(RUNTIMES)) {
    for (const signal of ["SIGKILL", "SIGINT"] as const) {
      it(`on ${name} by ${signal}, nothing that it started survives`, OPTIONS, async () => {
        const [program, ...options] = judge;
        const words = [...options, JUDGE, "hold", folder, "sh", "-c", script];
        const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
        const line = await firstLine(child.stdout);
        // SAFETY: the program prints the numbers of what it has started.
        const pids = JSON.parse(line) as readonly number[];
        assert.ok(pids.length >= 4, line);
        child.kill(signal);

        for (const pid of pids) await gone(pid);
      });
    }
  }
});

async function firstLine(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const piece of stream) {
    text += String(piece);
    if (text.includes("\n")) return text;
  }
  throw new Error(`Cannot read a line: the program ended after "${text}"`);
}

/** Settles once there is no such process; the test's own limit ends the wait. */
async function gone(pid: number): Promise<void> {
  for (let row = processRow(pid); row && !row.isZombie; row = processRow(pid)) await delay(20);
}
