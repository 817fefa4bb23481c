import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import {
  answering,
  start,
  type Started,
  type StartError,
  stop,
} from "../../../../src/verify/run/start.ts";
import type { Settings } from "../../../../src/verify/settings.ts";
import { shellSettings } from "./hand-scenario.ts";

/** What a script says that it was given. */
async function said(settings: Settings, options = {}): Promise<readonly string[]> {
  const started = await start(settings, options);
  await started.subject.exited;
  await started.subject.silent;
  await stop(started);
  return started.subject.stdout.map(({ text }) => text);
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

describe("answering()", () => {
  it("finds one that answers where it was told to", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const { port } = server.address() as AddressInfo;
    const settings = shellSettings("exec sleep 60", { url: `http://127.0.0.1:${port}` });
    await whenStarted(settings, async (started) => {
      const address = await answering(started, settings);
      assert.deepEqual([address.host, address.port], ["127.0.0.1", port]);
    });
    await new Promise((closed) => server.close(closed));
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
