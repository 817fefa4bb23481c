// The middleware under servers that are not ours: Hono on each runtime as its own docs have it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Child } from "../conformance/child.ts";
import { connected, fetchOnce, get, okBody, saysClose } from "../conformance/request.ts";
import { assertCode } from "../conformance/service.ts";
import { RUNTIMES, Subject } from "../conformance/subject.ts";
import { poll } from "../conformance/wait.ts";

for (const runtime of RUNTIMES) {
  describe(`the middleware under the server of ${runtime}`, () => {
    const started = (run: (child: Child) => Promise<void>) => async (): Promise<void> => {
      const subject = new Subject(runtime);
      try {
        await run(await subject.start("hono-elsewhere"));
      } finally {
        await subject.close();
      }
    };

    it(
      "runs what was deferred once the response has ended, with a signal that is calm",
      started(async (child) => {
        okBody(await fetchOnce(child.port, "/defer"));

        await child.waitForLine("deferred, calm");
      }),
    );

    it(
      "aborts the signal of a request whose client is gone, and counts it no more",
      started(async (child) => {
        const connection = await connected(child.port);
        connection.send(get("/hang"));
        await child.waitForLine("hangs");

        connection.close();

        await child.waitForLine("hung up by client");
        await inFlight(child.port, ["GET /in-flight"]);
      }),
    );

    it(
      "answers probes, says Connection: close while it is announced, and ends with 0",
      started(async (child) => {
        assert.equal(okBody(await fetchOnce(child.port, "/readyz")), READY);

        child.signal("SIGTERM");
        await notReady(child.port);
        const exchange = await fetchOnce(child.port, "/");

        assert.equal(okBody(exchange), "ok");
        assert.ok(saysClose(exchange), "the response does not say Connection: close");
        assertCode(await child.end(), 0);
      }),
    );
  });
}

const READY = JSON.stringify({ ready: true, state: "ready" });

async function notReady(port: number): Promise<void> {
  await poll("readiness to turn red", async () => {
    const exchange = await fetchOnce(port, "/readyz");
    return exchange?.response?.status === 503 ? true : undefined;
  });
}

/** Waits until these requests are in flight, and no others. */
async function inFlight(port: number, names: readonly string[]): Promise<void> {
  await poll(`in flight: ${names.join(", ")}`, async () => {
    const body = okBody(await fetchOnce(port, "/in-flight"));
    return body === JSON.stringify(names) ? true : undefined;
  });
}
