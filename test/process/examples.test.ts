// Runs each example as its reader would: starts it, uses it, and ends it by a signal.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Child } from "../conformance/child.ts";
import { type RuntimeName, Subject } from "../conformance/subject.ts";

type Use = (child: Child) => Promise<void>;

interface Example {
  readonly program: string;
  readonly runtimes: readonly RuntimeName[];
  readonly promise: string;
  readonly use: Use;
}

/** An event that never comes must not hang the suite. */
const IN_TIME = { timeout: 60_000 };
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const ALL: readonly RuntimeName[] = ["node24", "deno", "bun"];

const EXAMPLE_LIST: readonly Example[] = [
  ...(["node", "deno", "bun"] as const).flatMap((name): Example[] => {
    const runtimes: readonly RuntimeName[] = [name === "node" ? "node24" : name];
    return [
      { program: `quick-start-${name}`, runtimes, promise: "serves and closes", use: orders },
      { program: `websocket-${name}`, runtimes, promise: "closes with 1001", use: echo },
    ];
  }),
  {
    program: "own-server",
    runtimes: ["node24"],
    promise: "answers what is in flight",
    use: inFlight,
  },
  { program: "worker-loop", runtimes: ALL, promise: "finishes the job that it holds", use: worker },
  { program: "embedding", runtimes: ALL, promise: "keeps the last word", use: embedded },
  { program: "reload", runtimes: ALL, promise: "reloads on SIGHUP", use: reload },
  { program: "job-queue", runtimes: ALL, promise: "finishes or hands back each job", use: jobs },
  { program: "one-job", runtimes: ALL, promise: "ends by itself", use: byItself },
];

for (const { program, runtimes, promise, use } of EXAMPLE_LIST) {
  describe(`example ${program}`, () => {
    for (const runtime of runtimes) {
      it(`${promise} on ${runtime}`, IN_TIME, () => staged(runtime, program, use));
    }
  });
}

describe("example testing-your-shutdown", () => {
  const file = "./examples/testing-your-shutdown.test.ts";
  const commands = {
    node24: ["node_modules/.bin/node", "--test", file],
    deno: ["node_modules/.bin/deno", "test", "-A", file],
    bun: ["node_modules/.bin/bun", "test", file],
  };
  for (const [runtime, [command = "", ...words]] of Object.entries(commands)) {
    it(`passes on ${runtime}`, IN_TIME, async () => {
      // The test runner marks its own children; one that runs tests itself must not see that.
      const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
      const child = spawn(`${ROOT}${command}`, words, { cwd: ROOT, stdio: "ignore", env });
      const [code] = await once(child, "exit");

      assert.equal(code, 0);
    });
  }
});

async function staged(runtime: RuntimeName, program: string, use: Use): Promise<void> {
  const subject = new Subject(runtime, EXAMPLES);
  try {
    await use(await subject.start(program, { until: /listening|ready|took/ }));
  } finally {
    await subject.close();
  }
}

async function ended(
  child: Child,
): Promise<{ readonly code: number | null; readonly text: string }> {
  child.signal("SIGTERM");
  const { code } = await child.end();
  return { code, text: textOf(child) };
}

async function orders(child: Child): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${child.port}/orders/7`);
  assert.deepEqual(await response.json(), { id: "7" });
  const { code, text } = await ended(child);

  assert.equal(code, 0);
  assert.match(text, /closed database/);
}

async function echo(child: Child): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${child.port}/ws`);
  await once(socket, "open");
  socket.send("hello");
  const [message] = await once(socket, "message") as [MessageEvent];
  assert.equal(message.data, "hello");
  const closed = once(socket, "close") as Promise<[CloseEvent]>;
  const { code } = await ended(child);

  assert.equal(code, 0);
  assert.equal((await closed)[0].code, 1001);
}

async function inFlight(child: Child): Promise<void> {
  const answer = fetch(`http://127.0.0.1:${child.port}/`);
  await connected(child.port);
  const { code } = await ended(child);

  assert.equal(await (await answer).text(), "ok");
  assert.equal(code, 0);
}

/** Asks a second time, so that the first request has reached the server. */
async function connected(port: number): Promise<void> {
  await (await fetch(`http://127.0.0.1:${port}/`)).body?.cancel();
}

async function worker(child: Child): Promise<void> {
  await child.waitForLine("took job 2");
  const { code, text } = await ended(child);
  const jobs = (verb: string): string[] =>
    text.match(new RegExp(`(?<=${verb} job )\\d+`, "g")) ?? [];

  assert.equal(code, 0);
  assert.deepEqual(jobs("finished"), jobs("took"));
  assert.match(text, /closed queue/);
}

async function embedded(child: Child): Promise<void> {
  const { code, text } = await ended(child);

  assert.equal(code, 0);
  assert.match(text, /stopped with 0, because: received SIGTERM/);
}

async function reload(child: Child): Promise<void> {
  child.signal("SIGHUP");
  await child.waitForLine("reloaded, verbose is true");
  const { code, text } = await ended(child);

  assert.equal(code, 0);
  assert.match(text, /stopped within 25000 ms/);
}

async function jobs(child: Child): Promise<void> {
  await child.waitForLine("took job 2");
  const { code, text } = await ended(child);

  assert.equal(code, 124);
  assert.match(text, /finished job 1[^]*handed back job 2[^]*closed queue/);
  assert.doesNotMatch(text, /handed back job 1|finished job 2/);
}

async function byItself(child: Child): Promise<void> {
  const { code } = await child.end();

  assert.equal(code, 0);
  assert.match(textOf(child), /finished the job[^]*closed database/);
}

function textOf(child: Child): string {
  return child.lines.map((line) => line.text).join("\n");
}
