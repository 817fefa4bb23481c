// A configuration that changes under real programs: a ConfigMap's links, SIGHUP, a long poll.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commandOf, RUNTIMES, Subject } from "../conformance/subject.ts";
import { within } from "../conformance/wait.ts";

/** A folder as Kubernetes mounts a ConfigMap: the file is a link, and so is the folder behind it. */
async function configMap() {
  const folder = await mkdtemp(join(tmpdir(), "quiesce-config-"));
  let version = 0;
  const put = async (text: string): Promise<void> => {
    const name = `..version_${version += 1}`;
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "quiesce.json"), text);
    await symlink(name, join(folder, "..data_tmp"));
    await rename(join(folder, "..data_tmp"), join(folder, "..data"));
  };
  await symlink(join("..data", "quiesce.json"), join(folder, "quiesce.json"));
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  return { file: join(folder, "quiesce.json"), put, remove };
}

/** A server that answers when the test says so, one request after the other. */
class Centre {
  readonly #server: Server;
  readonly #asking: ServerResponse[] = [];
  readonly #asked: ((response: ServerResponse) => void)[] = [];

  constructor() {
    this.#server = createServer((_, response) => {
      const tell = this.#asked.shift();
      if (tell) tell(response);
      else this.#asking.push(response);
    });
  }

  async url(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/config?token=hunter2&version=`;
  }

  /** Waits until somebody asks. */
  async asked(): Promise<ServerResponse> {
    const waiting = this.#asking.shift();
    if (waiting) return waiting;
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    this.#asked.push(resolve);
    return await within(promise, "a request for the configuration");
  }

  async answer(status: number, text: string): Promise<void> {
    const response = await this.asked();
    response.writeHead(status).end(text);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe("a watched configuration", () => {
  for (const runtime of RUNTIMES) {
    it(`is taken again from a file on SIGHUP and from a server, on ${runtime}`, async () => {
      const subject = new Subject(runtime);
      const map = await configMap();
      const centre = new Centre();
      try {
        await map.put('{ "graceMs": "10s" }');
        const env = { CONFIG_FILE: map.file, CONFIG_URL: await centre.url() };
        const child = await subject.start("config-watch", { env });
        await child.waitForLine(/^the file applied: graceMs; grace is 10000$/);
        await centre.answer(200, '{ "delayMs": 1 }');
        await child.waitForLine(/^the server applied: delayMs;/);
        await centre.asked();

        await map.put('{ "graceMs": "12s", "watchdog": true }');
        child.signal("SIGHUP");
        await child.waitForLine(/^the file applied: graceMs, not watchdog; grace is 12000$/);
        // The server is asked anew too, and what it was asked before is given up.
        await centre.asked();
        await map.put('{ "graceMs": "13s", "delay": 1 }');
        child.signal("SIGHUP");
        await child.waitForLine(/^the file refused: .*"delay" is not an option, did you mean/);

        await centre.answer(503, "");
        await child.waitForLine(/^the server refused: Cannot read the server: .* answers 503$/);
        await centre.answer(200, '{ "delayMs": 1, "logLevel": "warn" }');
        await child.waitForLine(/^the server applied: logLevel; grace is 12000$/);
        await centre.asked();
        child.signal("SIGTERM");
        const { code, signal, stdout, stderr } = await child.end();

        assert.deepEqual([code, signal], [0, null]);
        assert.match(stderr, /^quiesce: the file: changed graceMs; left watchdog as it was/m);
        assert.match(stderr, /^quiesce: the file: nothing was changed: Cannot read "the file": /m);
        assert.doesNotMatch(stderr, /stopped in/);
        assert.doesNotMatch(stdout + stderr, /hunter2/);
      } finally {
        centre.close();
        await subject.close();
        await map.remove();
      }
    });

    it(`keeps no process alive that has nothing else to do, on ${runtime}`, async () => {
      const subject = new Subject(runtime);
      const map = await configMap();
      try {
        await map.put('{ "graceMs": "10s" }');
        const child = await subject.launch("config-watch", { env: { CONFIG_FILE: map.file } });
        const { code, lines, stderr } = await child.end();

        assert.deepEqual(lines, ["the file applied: graceMs; grace is 10000", "ready"]);
        assert.match(stderr, /of 10000 ms, exit code 0: nothing is left to do/);
        assert.equal(code, 0);
      } finally {
        await subject.close();
        await map.remove();
      }
    });
  }

  it("asks nobody for a permission on Deno, at a terminal", async () => {
    const [deno = ""] = commandOf("deno");
    const program = fileURLToPath(new URL("../programs/config-unpermitted.ts", import.meta.url));
    const command = [deno, "run", program, program].map((word) => `'${word}'`).join(" ");

    const { stdout } = await promisify(execFile)("script", ["-qec", command, "/dev/null"], {
      timeout: 30_000,
    });

    assert.deepEqual(stdout.trim().split("\r\n"), [
      "Cannot read the file: Deno does not allow it, run again with --allow-read",
      "over",
    ]);
  });
});
