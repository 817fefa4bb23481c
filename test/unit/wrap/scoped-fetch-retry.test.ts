import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { handClock } from "../../../src/testing/mod.ts";
import { type FetchRetryOptions, scopedFetch } from "../../../src/wrap/mod.ts";

const URL_TEXT = "https://example.com/orders";
const RETRY: FetchRetryOptions = { attempts: 3, minDelayMs: 100, jitter: "none" };
const BROKEN = new TypeError("connection reset");

type Answer = Response | Error;

/** A scope whose fetch gives one answer after the other, and when it was asked. */
function world(...answers: readonly Answer[]) {
  const clock = handClock({ wallMs: Date.parse("2026-01-01T00:00:00Z") });
  const scope = new Scope("orders", { clock });
  const times: number[] = [];
  const left = [...answers];
  const fetch = scopedFetch(scope, {
    clock,
    retry: RETRY,
    fetch: () => {
      times.push(clock.nowMs());
      const answer = left.shift() ?? assert.fail("asked too often");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { clock, scope, times, fetch };
}

function refusal(status: number, retryAfter?: string): Response {
  return new Response("later", {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
  });
}

describe("scopedFetch with retry", () => {
  it("sends again after a network error and after a passing refusal", async () => {
    const { clock, times, fetch } = world(BROKEN, refusal(503), new Response("42"));
    const answer = fetch(URL_TEXT);

    await clock.advance(1_000);

    assert.equal(await (await answer).text(), "42");
    assert.deepEqual(times, [0, 100, 300]);
  });

  it("cancels the body of a response that is not used", async () => {
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream({ cancel: () => cancelled.resolve() });
    const { clock, fetch } = world(new Response(body, { status: 502 }), new Response("42"));
    const answer = fetch(URL_TEXT);

    await cancelled.promise;
    await clock.advance(100);

    assert.equal((await answer).status, 200);
  });

  it("gives the last refusal or throws the last error when the attempts are used up", async () => {
    const refused = world(refusal(503), refusal(429), refusal(504));
    const broken = world(refusal(503), new TypeError("refused"), BROKEN);
    const answers = [refused.fetch(URL_TEXT), broken.fetch(URL_TEXT)] as const;
    const failed = assert.rejects(answers[1], (thrown) => thrown === BROKEN);

    await refused.clock.advance(1_000);
    await broken.clock.advance(1_000);

    const response = await answers[0];
    assert.deepEqual([response.status, await response.text()], [504, "later"]);
    await failed;
    await broken.scope.idle();
  });

  it("waits as long as the server asks, in seconds or until a date", async () => {
    const { clock, times, fetch } = world(
      refusal(429, "7"),
      refusal(503, "Thu, 01 Jan 2026 00:00:09 GMT"),
      new Response("42"),
    );
    const answer = fetch(URL_TEXT);

    await clock.advance(10_000);

    assert.equal((await answer).status, 200);
    assert.deepEqual(times, [0, 7_000, 9_000]);
  });

  it("waits at least as long as it would have, and reads nothing into what is no time", async () => {
    const { clock, times, fetch } = world(
      refusal(429, "0"),
      refusal(503, "soon"),
      new Response("42"),
    );
    const answer = fetch(URL_TEXT);

    await clock.advance(1_000);

    assert.equal((await answer).status, 200);
    assert.deepEqual(times, [0, 100, 300]);
  });

  it("gives the refusal when the server asks for more time than it has", async () => {
    const { fetch } = world(refusal(503, "31"));

    const response = await fetch(URL_TEXT);

    assert.deepEqual([response.status, await response.text()], [503, "later"]);
  });

  it("sends once what is no passing refusal", async () => {
    for (const status of [200, 404, 500, 501]) {
      const { fetch } = world(refusal(status));
      assert.equal((await fetch(URL_TEXT)).status, status);
    }
  });

  it("sends once what may not be sent twice", async () => {
    const stream = new Response("x").body;
    const once: readonly (readonly [string | Request, RequestInit?])[] = [
      [URL_TEXT, { method: "POST", body: "x" }],
      [URL_TEXT, { method: "PATCH", body: "x" }],
      [URL_TEXT, { method: "PUT", body: stream }],
      [new Request(URL_TEXT, { method: "PUT", body: "x" })],
      [new Request(URL_TEXT, { method: "POST" })],
    ];

    for (const [input, init] of once) {
      const { fetch } = world(refusal(503));
      assert.equal((await fetch(input, init)).status, 503);
    }
  });

  it("sends twice what may be", async () => {
    const twice: readonly (readonly [string | URL | Request, RequestInit?])[] = [
      [new URL(URL_TEXT)],
      [new Request(URL_TEXT)],
      [URL_TEXT, { method: "put", body: "x" }],
      [URL_TEXT, { method: "DELETE" }],
      [URL_TEXT, { method: "OPTIONS" }],
    ];

    for (const [input, init] of twice) {
      const { clock, fetch } = world(refusal(503), new Response("42"));
      const answer = fetch(input, init);
      await clock.advance(100);
      assert.equal((await answer).status, 200);
    }
  });

  it("ends a wait with the very reason of the scope", async () => {
    const { clock, scope, fetch, times } = world(refusal(503, "20"));
    const answer = fetch(URL_TEXT);
    const cut = assert.rejects(answer, (thrown) => thrown === scope.reason);
    await clock.advance(10_000);

    scope.abort("enough");

    await cut;
    assert.deepEqual([times, clock.pending], [[0], 0]);
    await scope.idle();
  });

  it("ends with the very reason when the abort comes together with a refusal", async () => {
    const clock = handClock();
    const scope = new Scope("orders", { clock });
    const body = new ReadableStream({ cancel: () => scope.abort("enough") });
    const fetch = scopedFetch(scope, {
      clock,
      retry: RETRY,
      fetch: () => Promise.resolve(new Response(body, { status: 503 })),
    });

    await assert.rejects(fetch(URL_TEXT), (thrown) => thrown === scope.reason);
  });

  it("refuses options out of their range", async () => {
    for (const retry of [{ attempts: 0 }, { minDelayMs: -1 }, { factor: 0 }]) {
      const answer = scopedFetch(new Scope(), { retry, fetch: () => assert.fail() })(URL_TEXT);
      await assert.rejects(answer, { code: "BAD_OPTION" });
    }
  });
});
