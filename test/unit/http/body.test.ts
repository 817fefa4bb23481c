import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type BodyEnd,
  endableBody,
  isEventStream,
  isUnbounded,
  mayStream,
  typesTexts,
} from "../../../src/http/body.ts";

interface Source {
  readonly stream: ReadableStream<Uint8Array>;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly cancelled: Promise<unknown>;
}

function source(): Source {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: resolve,
  });
  assert.ok(controller);
  return { stream, controller, cancelled: promise };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("endableBody", () => {
  it("passes on what its source gives, and ends with it", async () => {
    const { stream, controller } = source();
    const ends: BodyEnd[] = [];
    const { body } = endableBody(stream, (end) => ends.push(end));

    controller.enqueue(bytes("a"));
    controller.enqueue(bytes("b"));
    controller.close();

    assert.equal(await new Response(body).text(), "ab");
    assert.deepEqual(ends, ["done"]);
  });

  it("ends cleanly when it is told to, and cancels its source with the reason", async () => {
    const { stream, controller, cancelled } = source();
    const ends: BodyEnd[] = [];
    const { body, end } = endableBody(stream, (how) => ends.push(how));
    const reader = body.getReader();
    controller.enqueue(bytes("a"));
    assert.deepEqual((await reader.read()).value, bytes("a"));
    const last = reader.read();

    end("the service ends");
    end("again");

    assert.deepEqual(await last, { done: true, value: undefined });
    assert.equal(await cancelled, "the service ends");
    assert.deepEqual(ends, ["done"]);
  });

  it("says that the client is gone when its reader cancels", async () => {
    const { stream, cancelled } = source();
    const ends: BodyEnd[] = [];
    const { body } = endableBody(stream, (end) => ends.push(end));

    await body.cancel("gone");

    assert.equal(await cancelled, "gone");
    assert.deepEqual(ends, ["cancelled"]);
  });

  it("fails as its source does", async () => {
    const { stream, controller } = source();
    const ends: BodyEnd[] = [];
    const { body } = endableBody(stream, (end) => ends.push(end));

    controller.error(new Error("broken on purpose"));

    await assert.rejects(new Response(body).text(), /broken on purpose/);
    assert.deepEqual(ends, ["done"]);
  });
});

describe("what the headers tell of a body", () => {
  it("knows an event stream", () => {
    const headers = { "Content-Type": "text/event-stream; charset=utf-8" };

    assert.ok(isEventStream(new Response("", { headers })));
    assert.ok(!isEventStream(new Response("")));
    assert.ok(!isEventStream(Response.json({})));
  });

  it("takes for a stream what is chunked or neither text nor JSON", () => {
    const of = (headers: Record<string, string>): boolean =>
      mayStream(new Response("", { headers }));

    assert.ok(of({ "Content-Type": "text/plain", "Transfer-Encoding": "chunked" }));
    assert.ok(of({ "Content-Type": "application/x-ndjson" }));
    assert.equal(mayStream(new Response(new ReadableStream())), typesTexts());
    assert.ok(!mayStream(new Response("")));
    assert.ok(!of({ "Content-Type": "text/html" }));
    assert.ok(!of({ "Content-Type": "application/json" }));
    assert.ok(!of({ "Content-Type": "image/png", "Content-Length": "5" }));
  });

  it("takes no whole body for a stream where nobody tells of its end", () => {
    const wholes = ["text", new Uint8Array(3), new URLSearchParams({ a: "b" })];
    for (const body of wholes) {
      const headers = { "Content-Type": "text/plain", "X-Shown": "ReadableStream {" };

      assert.ok(!isUnbounded(new Response(body, { headers })));
    }
    assert.ok(
      isUnbounded(new Response(new ReadableStream(), { headers: { "X": "Blob (3 bytes)" } })),
    );
  });

  it("knows a stream under the type of a text on Bun, which tells nobody of its end", () => {
    const headers = { "Content-Type": "text/plain" };

    const isSeen = isUnbounded(new Response(new ReadableStream(), { headers }));

    assert.equal(isSeen, "Bun" in globalThis);
  });
});
