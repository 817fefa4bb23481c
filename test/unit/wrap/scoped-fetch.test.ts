import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Scope } from "../../../src/core/mod.ts";
import { type Fetch, scopedFetch } from "../../../src/wrap/mod.ts";
import { countedSignal } from "./counted-signal.ts";

const URL_TEXT = "https://user:secret@example.com/orders?token=secret";
const REASON = { why: "any value can be a reason" };

/** A body that is fed by hand. */
function handBody() {
  const cancels: unknown[] = [];
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => void (controller = given),
    cancel: (reason) => void cancels.push(reason),
  });
  return { stream, cancels, controller };
}

/** A `fetch` that answers as told and keeps what it was called with. */
function fakeFetch(answer: (signal: AbortSignal) => Response | Promise<Response>) {
  const calls: { readonly input: unknown; readonly init: RequestInit | undefined }[] = [];
  const fetch: Fetch = async (input, init) => {
    calls.push({ input, init });
    assert.ok(init?.signal);
    return await answer(init.signal);
  };
  return { fetch, calls };
}

function paths(scope: Scope): readonly string[] {
  return scope.open().map(({ path }) => path);
}

/** A fetch that answers to nothing, not even to its signal. */
function silent(): Promise<Response> {
  return new Promise(() => {});
}

describe("scopedFetch", () => {
  it("passes on what it was called with, and what it got", async () => {
    const headers = { "content-type": "application/json", "x-id": "7" };
    const fake = fakeFetch(() =>
      new Response('{"id":7}', { status: 201, statusText: "Made", headers })
    );
    const input = new URL(URL_TEXT);
    const response = await scopedFetch(new Scope("orders"), fake)(input, {
      method: "PUT",
      body: "x",
    });

    const { status, statusText, ok } = response;
    assert.deepEqual([status, statusText, ok, response.headers.get("x-id")], [
      201,
      "Made",
      true,
      "7",
    ]);
    assert.deepEqual(await response.json(), { id: 7 });
    assert.equal(fake.calls[0]?.input, input);
    assert.deepEqual([fake.calls[0]?.init?.method, fake.calls[0]?.init?.body], ["PUT", "x"]);
  });

  it("keeps what a response made by hand does not have", async () => {
    const original = new Response("gone");
    for (const [name, value] of Object.entries({ url: URL_TEXT, redirected: true, status: 999 })) {
      Object.defineProperty(original, name, { value });
    }
    const response = await scopedFetch(new Scope(), fakeFetch(() => original))(URL_TEXT);

    for (const each of [response.clone(), response]) {
      assert.deepEqual([each.url, each.redirected, each.status], [URL_TEXT, true, 999]);
      assert.equal(await each.text(), "gone");
    }
  });

  it("is a child of its scope until the body has been read, named without secrets", async () => {
    const scope = new Scope("orders");
    const response = await scopedFetch(scope, fakeFetch(() => new Response("42")))(URL_TEXT);
    assert.deepEqual(paths(scope), ["/orders/fetch GET example.com/orders"]);

    assert.equal(await response.text(), "42");

    await scope.idle();
    assert.deepEqual(paths(scope), []);
  });

  it("ends when the body is cancelled, or errs", async () => {
    const scope = new Scope("orders");
    const bodies = [handBody(), handBody()] as const;
    const error = new Error("connection reset");
    const responses = await Promise.all(
      bodies.map(({ stream }) =>
        scopedFetch(scope, fakeFetch(() => new Response(stream)))(URL_TEXT)
      ),
    );
    assert.equal(paths(scope).length, 2);

    await responses[0]?.body?.cancel("not needed");
    bodies[1].controller?.error(error);

    await scope.idle();
    assert.deepEqual(bodies[0].cancels, ["not needed"]);
    await assert.rejects(responses[1]?.text() ?? Promise.resolve(), (thrown) => thrown === error);
  });

  it("ends at once when there is nothing to read", async () => {
    const scope = new Scope("orders");
    const empty = { headers: { "content-length": "0" } };
    const answers = [
      new Response(null, { status: 204 }),
      new Response("", empty),
      new Response("x"),
    ];
    const fetch = scopedFetch(scope, fakeFetch(() => answers.shift() ?? assert.fail()));

    await fetch(URL_TEXT);
    await fetch(URL_TEXT);
    await fetch(URL_TEXT, { method: "head" });

    await scope.idle();
    assert.deepEqual(paths(scope), []);
  });

  it("rejects a request in flight with the very reason, whatever the platform does", async () => {
    const scope = new Scope("orders");
    const fake = fakeFetch(silent);
    const answer = scopedFetch(scope, fake)(URL_TEXT);

    scope.abort("enough");

    await assert.rejects(answer, (thrown) => thrown === scope.reason);
    assert.equal(fake.calls[0]?.init?.signal?.reason, scope.reason);
    await scope.idle();
  });

  it("cancels the body of an answer that comes after the abort", async () => {
    const scope = new Scope("orders");
    const { stream, cancels } = handBody();
    const held = Promise.withResolvers<Response>();
    const answer = scopedFetch(scope, fakeFetch(() => held.promise))(URL_TEXT);
    scope.abort("enough");
    await assert.rejects(answer);

    held.resolve(new Response(stream));
    await scope.close();
    await turn();

    assert.deepEqual(cancels, [scope.reason]);
  });

  it("rejects the reading of a body with the very reason, and cancels it", async () => {
    const scope = new Scope("orders");
    const { stream, cancels } = handBody();
    const response = await scopedFetch(scope, fakeFetch(() => new Response(stream)))(URL_TEXT);
    const text = response.text();

    scope.abort("enough");

    await assert.rejects(text, (thrown) => thrown === scope.reason);
    assert.deepEqual(cancels, [scope.reason]);
    await scope.idle();
  });

  it("rejects a body that is read only after the abort", async () => {
    const scope = new Scope("orders");
    const response = await scopedFetch(scope, fakeFetch(() => new Response("42")))(URL_TEXT);

    scope.abort("enough");

    await assert.rejects(response.text(), (thrown) => thrown === scope.reason);
  });

  it("obeys the signal of the caller as well, up to the end of the body", async () => {
    const scope = new Scope("orders");
    const early = countedSignal();
    const late = countedSignal();
    const fetch = scopedFetch(scope, fakeFetch(() => new Response(handBody().stream)));
    const silence = scopedFetch(scope, fakeFetch(silent))(URL_TEXT, { signal: early.signal });
    const response = await fetch(URL_TEXT, { signal: late.signal });
    assert.equal(late.listeners, 1);

    early.abort(REASON);
    late.abort(REASON);

    await assert.rejects(silence, (thrown) => thrown === REASON);
    await assert.rejects(response.text(), (thrown) => thrown === REASON);
    await scope.idle();
    assert.equal(scope.isStopping, false);
  });

  it("leaves no listener on the signal of the caller", async () => {
    const source = countedSignal();
    const error = new TypeError("refused");
    const answers = [() => new Response("42"), () => Promise.reject(error)];
    const fetch = scopedFetch(new Scope(), fakeFetch(() => answers.shift()?.() ?? assert.fail()));

    await (await fetch(URL_TEXT, { signal: source.signal })).text();
    await assert.rejects(fetch(URL_TEXT, { signal: source.signal }), (thrown) => thrown === error);

    assert.equal(source.listeners, 0);
  });

  it("obeys the signal of a request, unless the call says otherwise", async () => {
    const controller = new AbortController();
    const request = new Request(URL_TEXT.replace("user:secret@", ""), {
      signal: controller.signal,
    });
    const scope = new Scope("orders");
    const fetch = scopedFetch(scope, fakeFetch(silent));
    const cut = fetch(request);
    const free = fetch(request, { signal: null });

    controller.abort(REASON);

    await assert.rejects(cut, (thrown) => thrown === REASON);
    assert.deepEqual(paths(scope), ["/orders/fetch GET example.com/orders"]);
    scope.abort("enough");
    await assert.rejects(free, (thrown) => thrown === scope.reason);
  });

  it("still sends what a stopping scope asks for", async () => {
    const scope = new Scope("orders");
    scope.stop("enough");

    const response = await scopedFetch(scope, fakeFetch(() => new Response("42")))(URL_TEXT);

    assert.equal(await response.text(), "42");
  });

  it("sends nothing when the scope is aborted or closed, or the caller's signal is", async () => {
    const fake = fakeFetch(() => assert.fail("must not be sent"));
    const aborted = new Scope("orders");
    aborted.abort("enough");
    const closed = new Scope("orders");
    await closed.close();

    const signal = AbortSignal.abort(REASON);
    await assert.rejects(
      scopedFetch(aborted, fake)(URL_TEXT),
      (thrown) => thrown === aborted.reason,
    );
    await assert.rejects(scopedFetch(closed, fake)(URL_TEXT), { name: "AbortError" });
    const open = new Scope("orders");
    await assert.rejects(
      scopedFetch(open, fake)(URL_TEXT, { signal }),
      (thrown) => thrown === REASON,
    );
    await open.idle();
    assert.equal(fake.calls.length, 0);
  });

  it("is waited for by its scope, and cut at the deadline", async () => {
    const scope = new Scope("orders").child("query", { timeoutMs: 10 });
    const response = await scopedFetch(scope, fakeFetch(() => new Response(handBody().stream)))(
      URL_TEXT,
    );

    const closed = scope.close();

    await assert.rejects(response.text(), (error: Error) => error.name === "TimeoutError");
    assert.equal((await closed).end, "done");
  });

  it("refuses what cannot send", () => {
    assert.throws(() => scopedFetch(new Scope(), { fetch: 1 as never }), { code: "BAD_OPTION" });
  });

  it("refuses a number of retries where their options are wanted", () => {
    for (const retry of [3, true, null]) {
      assert.throws(() => scopedFetch(new Scope(), { retry: retry as never }), {
        code: "BAD_OPTION",
        message: `Cannot make a fetch: "retry" must be an object, as in "{ attempts: 3 }", ` +
          `got ${String(retry)}`,
      });
    }
  });
});

/** One turn of the event loop, before which all promises settle that can. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  return promise;
}
