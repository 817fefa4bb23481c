// What systemd is told by a real process on each runtime, by a receiver that stands in for it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { notifyFolder } from "../../scripts/services/systemd.ts";
import { Child, type Line } from "../conformance/child.ts";
import { commandOf, type RuntimeName } from "../conformance/subject.ts";
import { poll } from "../conformance/wait.ts";

/** A ping twice in that time; the program blocks its loop for much longer. */
const WATCHDOG_MS = 400;
/** What is on its way when the loop is blocked still arrives. */
const MOST_ON_THE_WAY = 2;

interface Way {
  readonly title: string;
  readonly runtime: RuntimeName;
  readonly words?: readonly string[];
  readonly address?: string;
}

const OWN = ["--unstable-net"];
const WAYS: readonly Way[] = [
  { title: "node22", runtime: "node22" },
  { title: "node24", runtime: "node24" },
  { title: "node26, to an abstract address", runtime: "node26", address: "@quiesce-26" },
  { title: "bun", runtime: "bun" },
  { title: "deno", runtime: "deno" },
  { title: "deno by itself", runtime: "deno", words: OWN },
  {
    title: "deno by itself, to an abstract address",
    runtime: "deno",
    words: OWN,
    address: "@quiesce-deno",
  },
];

describe("notify", { concurrency: 4 }, () => {
  for (const way of WAYS) {
    it(`tells what happens, in order, on ${way.title}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "quiesce-notify-"));
      const address = way.address ? `${way.address}-${process.pid}` : join(folder, "socket");
      const heard = started({ runtime: "deno", words: OWN }, "notify-receiver", address);
      const child = started(way, "notify", address);
      try {
        await heard.waitForLine("listening");
        await live(child, heard);
        const ending = await child.end();
        await heard.waitForLine("EXIT_STATUS=0");

        judge(messagesOf(heard.lines));
        assert.doesNotMatch(ending.stderr, /Cannot/);
        assert.deepEqual([ending.code, ending.signal], [0, null]);
      } finally {
        await Promise.all([child.kill(), heard.kill()]);
        rmSync(folder, { recursive: true });
      }
    });
  }

  for (const runtime of ["node22", "node24", "node26", "deno", "bun"] as const) {
    it(`keeps a process alive that waits for what was sent, on ${runtime}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "quiesce-notify-"));
      const address = join(folder, "socket");
      const heard = started({ runtime: "deno", words: OWN }, "notify-receiver", address);
      await heard.waitForLine("listening");
      const child = started({ runtime }, "notify-awaited", address);
      try {
        const { lines, code } = await child.end();
        await heard.waitForLine("EXIT_STATUS=0");

        assert.deepEqual([lines, code], [["told"], 0]);
      } finally {
        await Promise.all([child.kill(), heard.kill()]);
        rmSync(folder, { recursive: true });
      }
    });
  }

  it("asks nobody for a permission on Deno, and does without", async () => {
    const [deno = ""] = commandOf("deno");
    const child = started({ command: [deno, "run", "--no-prompt"] }, "notify-unpermitted", "/none");
    try {
      const { lines, stderr, code } = await child.end();

      assert.deepEqual([lines, stderr, code], [["active false, exit code 0"], "", 0]);
    } finally {
      await child.kill();
    }
  });

  for (const runtime of ["node24", "deno", "bun"] as const) {
    it(`says once that nothing can be sent, and ends all the same, on ${runtime}`, async () => {
      const child = started({ runtime }, "notify", "/nowhere/socket", { PATH: "/nowhere" });
      try {
        await child.waitForLine("does not start");
        child.signal("SIGTERM");
        const { stderr, code } = await child.end();

        assert.equal(stderr.match(/Cannot tell systemd/g)?.length, 1);
        assert.equal(code, 0);
      } finally {
        await child.kill();
      }
    });
  }
});

/** Reloads, blocks the loop, and asks it to end, each when the one before was heard of. */
async function live(child: Child, heard: Child): Promise<void> {
  await child.waitForLine(/^ready/);
  await heard.waitForLine("WATCHDOG=1");
  const nowMicros = process.hrtime.bigint() / 1000n;
  child.signal("SIGHUP");
  await heard.waitForLine("RELOADING=1");
  await poll(
    "the end of the reload",
    () => Promise.resolve(turnsOf(heard).length >= 3 || undefined),
  );
  assert.ok(reloadedAt(heard) >= nowMicros, `${reloadedAt(heard)} is before ${nowMicros}`);

  child.signal("SIGUSR2");
  const [from, to] = [await child.waitForLine("blocked"), await child.waitForLine("free")];
  const pings = pingsOf(heard);
  const during = pings.filter(({ atMs }) => atMs > from.atMs && atMs < to.atMs);
  assert.ok(during.length <= MOST_ON_THE_WAY, `${during.length} pings while the loop was blocked`);
  await poll("a ping", () => Promise.resolve(pingsOf(heard).length > pings.length || undefined));
  child.signal("SIGTERM");
}

/** What was told, from the first message to the last. */
function judge(messages: readonly string[]): void {
  const turns = messages.flatMap((message) =>
    /^(READY|RELOADING|STOPPING)=1/m.exec(message)?.[1] ?? []
  );
  assert.deepEqual(turns, ["READY", "RELOADING", "READY", "STOPPING"]);

  const end = messages.slice(messages.findIndex((message) => message.includes("STOPPING=1")));
  const statuses = end.flatMap((message) => /STATUS=([a-z]+, .*)/.exec(message)?.[1] ?? []);
  assert.match(statuses[0] ?? "", /^(announcing|draining), received SIGTERM/);
  assert.ok(statuses.some((status) => /^draining, .*waiting for .*\/step-3/.test(status)));
  assert.ok(statuses.some((status) => /^closing, .*waiting for close\/database/.test(status)));
  assert.match(statuses.at(-1) ?? "", /^stopped, received SIGTERM: completed after \d+ ms/);

  const extensions = end.flatMap((message) => /EXTEND_TIMEOUT_USEC=(\d+)/.exec(message)?.[1] ?? []);
  assert.ok(extensions.length >= 3, `asked for more time ${extensions.length} times`);
  assert.ok(extensions.every((micros) => Number(micros) <= 10_000_000));
}

function started(
  way: Pick<Way, "runtime" | "words"> | { readonly command: readonly string[] },
  program: string,
  address: string,
  more: Readonly<Record<string, string>> = {},
): Child {
  const root = new URL("../..", import.meta.url);
  return new Child({
    words: "command" in way ? way.command : [...commandOf(way.runtime), ...way.words ?? []],
    file: fileURLToPath(new URL(`test/programs/${program}.ts`, root)),
    cwd: fileURLToPath(root),
    port: 0,
    env: {
      PATH: `${notifyFolder()}:${process.env["PATH"]}`,
      NO_COLOR: "1",
      NOTIFY_SOCKET: address,
      WATCHDOG_USEC: String(WATCHDOG_MS * 1_000),
      ...more,
    },
  });
}

function messagesOf(lines: readonly Line[]): readonly string[] {
  const texts = lines.filter(({ text }) => text.startsWith('"'));
  return texts.map(({ text }) => JSON.parse(text) as string).filter((text) => text !== "BARRIER=1");
}

function turnsOf(heard: Child): readonly string[] {
  return messagesOf(heard.lines).filter((message) => /^(READY|RELOADING)=/m.test(message));
}

function pingsOf(heard: Child): readonly Line[] {
  return heard.lines.filter(({ text }) => text.includes("WATCHDOG=1"));
}

function reloadedAt(heard: Child): bigint {
  const found = heard.lines.map(({ text }) => /MONOTONIC_USEC=(\d+)/.exec(text)?.[1]);
  return BigInt(found.find((micros) => micros !== undefined) ?? -1);
}
