// Probes on a port of their own, through the whole life of a process, on each runtime.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Child } from "../conformance/child.ts";
import { answerOf, connected, fetchOnce, get } from "../conformance/request.ts";
import { assertCode } from "../conformance/service.ts";
import { type RuntimeName, RUNTIMES, Subject } from "../conformance/subject.ts";
import type { WireResponse } from "../conformance/wire-response.ts";

const STEPS = ["announcing", "draining", "closing", "flushing"];

const using = (runtime: RuntimeName, run: (subject: Subject) => Promise<void>) => async () => {
  const subject = new Subject(runtime);
  try {
    await run(subject);
  } finally {
    await subject.close();
  }
};

async function asked({ port }: Child, path: string): Promise<WireResponse> {
  return answerOf(await fetchOnce(port, path));
}

async function told(child: Child, path: string): Promise<[number, unknown]> {
  const { status, body } = await asked(child, path);
  return [status, JSON.parse(body.toString())];
}

for (const runtime of RUNTIMES) {
  describe(`a port for probes on ${runtime}`, () => {
    it(
      "is open from the start to the very end, stays live, and calls no check once it leaves",
      using(runtime, async (subject) => {
        const child = await subject.start("probe-port", { env: { STEPS: "1" } });
        // Clients that keep their connections must not hold the exit.
        const kept = await connected(child.port);
        assert.equal(answerOf(await kept.send(get("/livez")).next()).status, 200);
        await assertChecked(child);

        child.signal("SIGTERM");

        for (const state of STEPS) {
          await child.waitForLine(`${state} after 1 calls`);
          assert.deepEqual(await told(child, "/livez"), [200, { live: true, state }]);
          assert.deepEqual(await told(child, "/readyz"), [503, { ready: false, state }]);
          assert.deepEqual(await told(child, "/startupz"), [200, { started: true, state }]);
          child.signal("SIGUSR2");
        }
        const ending = await child.end();
        assertCode(ending, 0);
        assert.equal(ending.lines.at(-1), "closed probes");
        assert.doesNotMatch(ending.stderr, /holds it/);
      }),
    );

    it(
      "keeps no process alive that has nothing else to do",
      using(runtime, async (subject) => {
        const ending = await (await subject.launch("probe-port")).end();

        assertCode(ending, 0);
        assert.deepEqual(ending.lines, ["listening", "closed probes"]);
        assert.match(ending.stderr, /nothing is left to do/);
      }),
    );

    it(
      "fails the start with a clear error when it is in use",
      using(runtime, async (subject) => {
        const { port } = await subject.start("probe-port", { env: { STEPS: "1" } });

        const other = await subject.launch("probe-port", { env: { PORT: `${port}` } });
        const ending = await other.end();

        assertCode(ending, 1);
        assert.match(ending.stderr, new RegExp(`Cannot listen on "127.0.0.1" port ${port}: `));
      }),
    );
  });
}

/** While it is ready; only the first of these probes may call the check that counts its calls. */
async function assertChecked(child: Child): Promise<void> {
  assert.deepEqual(await told(child, "/readyz"), [503, {
    ready: false,
    state: "ready",
    checks: { database: "ok", queue: "failed" },
    reasons: { queue: "queue is away" },
  }]);
  assert.deepEqual(await told(child, "/livez"), [200, { live: true, state: "ready" }]);
  const verbose = await asked(child, "/livez?verbose");
  assert.equal(verbose.body.toString(), "[+]state ok\nlive check passed\n");
  assert.equal(verbose.headers.get("cache-control"), "no-store");
  assert.equal((await asked(child, "/")).status, 404);
  assert.equal(await statusOfOld(child), 200);
  assert.deepEqual([...(await asked(child, "/bytes")).body], [0xff, 0xfe, 0x80, 0]);
  // It can be given once only, and neither this nor a body that breaks may end the process.
  assert.equal((await asked(child, "/bytes")).status, 500);
  assert.equal((await asked(child, "/broken")).status, 500);
}

/** What HAProxy asks by `option httpchk` alone: an old version, without a host. */
async function statusOfOld({ port }: Child): Promise<number> {
  const connection = await connected(port);
  const exchange = await connection.send("OPTIONS /livez HTTP/1.0\r\n\r\n").next();
  connection.close();
  return answerOf(exchange).status;
}
