import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import {
  answering,
  start,
  type Started,
  type StartError,
  stop,
} from "../../../../src/verify/run/start.ts";
import type { Settings } from "../../../../src/verify/settings.ts";
import { freePort } from "../../../../src/verify/subject/free-port.ts";
import { sendSignal } from "../../../../src/verify/subject/send-signal.ts";
import { shellSettings } from "./hand-scenario.ts";

const STOP_SLEEPER = join(import.meta.dirname, "stop-sleeper.ts");

/** What a script says that it was given. */
async function said(settings: Settings, options = {}): Promise<readonly string[]> {
  const started = await start(settings, options);
  await started.subject.exited;
  await started.subject.silent;
  await stop(started);
  return started.subject.stdout.map(({ text }) => text);
}

/** Settings for a server of Node's, by what is called on it. */
function nodeSettings(call: string, given: Partial<Settings>): Settings {
  const script = `require("node:net").createServer().${call}`;
  return shellSettings("", { command: [process.execPath, "-e", script], ...given });
}

/** Does something while a stranger listens. */
async function whenListening(url: string, use: () => Promise<void>): Promise<void> {
  const server = createServer().listen(Number(new URL(url).port), "127.0.0.1");
  await once(server, "listening");
  try {
    await use();
  } finally {
    server.close();
  }
}

/** What a process says in which nothing goes on but the end of one that sleeps. */
function stopSleeper(...args: readonly string[]) {
  const ended = spawnSync(process.execPath, [STOP_SLEEPER, ...args], {
    encoding: "utf8",
    timeout: 50_000,
  });
  const [pid = "", words] = ended.stdout.split(" ");
  // Zero would be everybody in our own group.
  assert.match(pid, /^[1-9]\d*$/, ended.stderr);
  sendSignal(Number(pid), "SIGKILL");
  return { words, status: ended.status };
}

async function whenStarted(settings: Settings, use: (started: Started) => Promise<void>) {
  const started = await start(settings);
  try {
    await use(started);
  } finally {
    await stop(started);
  }
}

describe("start()", () => {
  it("gives a port of its own by PORT and in the command", async () => {
    const [words = ""] = await said(shellSettings('echo "$PORT {port} $MORE"', {
      environment: { MORE: "more" },
    }));
    const [port, same, more] = words.split(" ");

    assert.match(port ?? "", /^\d+$/);
    assert.deepEqual([same, more], [port, "more"]);
  });

  it("leaves PORT alone when it is said where the service answers", async () => {
    const settings = shellSettings('echo "${PORT-none} {port}"', {
      url: "http://127.0.0.1:4321/",
      environment: {},
    });
    assert.match((await said(settings))[0] ?? "", / 4321$/);
  });

  it("puts what starves it before the command", async () => {
    const before = ["env", "STARVED=yes"];
    assert.deepEqual(await said(shellSettings('echo "$STARVED"'), { before }), ["yes"]);
  });

  it("puts the proxy where the dependency was, and passes what it is asked", async () => {
    const settings = shellSettings('echo "$DB"', {
      dependency: { variable: "DB", value: "postgres://me:pw@db:5432/shop?x=1" },
    });
    const [value = ""] = await said(settings, { proxied: true });

    assert.match(value, /^postgres:\/\/me:pw@127\.0\.0\.1:\d+\/shop\?x=1$/);
  });
});

describe("start() where --url says", () => {
  it("starts nothing while a stranger answers there", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await whenListening(url, async () => {
      await assert.rejects(
        start(shellSettings("exec sleep 60", { url })),
        /^StartError: Cannot start the service: something already answers at http:.*--url out$/,
      );
    });
  });

  it("waits for the one before to let go of the place", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const settings = nodeSettings(`listen(${new URL(url).port})`, { url });
    await whenStarted(settings, async (first) => void await answering(first, settings));
    await whenStarted(settings, async (next) => void await answering(next, settings));
  });
});

describe("stop()", () => {
  it("says who cannot be ended, and why, instead of waiting for ever", async () => {
    const started = await start(shellSettings("exec sleep 60"));
    const { kill } = process;
    process.kill = () => {
      throw Object.assign(new Error("Cannot kill: by hand"), { code: "EPERM" });
    };
    try {
      await assert.rejects(stop(started, 50), (error: StartError) => {
        assert.equal(error.code, "START");
        assert.match(error.message, /^Cannot end the service: pid \d+ \(.+\) lives on.+\(EPERM\);/);
        assert.ok(error.message.includes(`pid ${started.subject.pid} `));
        return true;
      });
    } finally {
      process.kill = kill;
      await stop(started);
    }
    assert.deepEqual(started.subject.family.look(), []);
  });

  it("waits for the end of one that can be ended, though nothing else goes on", () => {
    const { words, status } = stopSleeper();

    assert.deepEqual([words, status], ["SIGKILL", 0]);
  });

  it("does not keep its own process for one that cannot be ended", () => {
    const { words, status } = stopSleeper("may-not");

    assert.deepEqual([words, status], ["START", 0]);
  });
});

describe("answering()", () => {
  it("finds one that answers where it was told to", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const settings = nodeSettings(`listen(${new URL(url).port})`, { url });
    await whenStarted(settings, async (started) => {
      const { host, port } = await answering(started, settings);
      assert.deepEqual(`http://${host}:${port}`, url);
    });
  });

  it("takes no stranger for one that has ended", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const settings = shellSettings("echo no room; exit 1", { url });
    await whenStarted(settings, async (started) => {
      await started.subject.exited;
      await whenListening(url, async () => {
        await assert.rejects(answering(started, settings), /it ended with 1.*no room/s);
      });
    });
  });

  it("says how one ended that did not start, and what it said last", async () => {
    const settings = shellSettings("echo trying; echo no database >&2; exit 4");
    await whenStarted(settings, async (started) => {
      await assert.rejects(answering(started, settings), (error: StartError) => {
        assert.equal(error.code, "START");
        assert.match(error.message, /^Cannot start the service: it ended with 4/);
        assert.match(error.message, /trying/);
        assert.match(error.message, /no database/);
        return true;
      });
    });
  });

  it("says that one listens nowhere, and what to do", async () => {
    const settings = shellSettings("exec sleep 60", { startMs: 300 });
    await whenStarted(settings, async (started) => {
      await assert.rejects(
        answering(started, settings),
        /Cannot start the service: nothing takes connections on port \d+ after 300 ms.*PORT or \{port\}.*--url/,
      );
    });
  });

  it("names a command that is not there", async () => {
    const settings = shellSettings("", { command: ["no-such-command-anywhere"] });
    await whenStarted(settings, async (started) => {
      await assert.rejects(answering(started, settings), /127.*no-such-command-anywhere/s);
    });
  });
});
