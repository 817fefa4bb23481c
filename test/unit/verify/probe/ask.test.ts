import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, type AskOptions, type Heard } from "../../../../src/verify/probe/ask.ts";
import { candidate } from "../../../../src/verify/probe/candidate.ts";
import { rawServer } from "../wire/raw-server.ts";

/** More than any answer here takes, on any machine. */
const LIMIT: AskOptions = { limitMs: 20_000 };

/** What is heard of a server that says these bytes, and then leaves the connection open or not. */
async function heardOf(text: string, ends: boolean, options = LIMIT): Promise<Heard> {
  const server = await rawServer((socket) => {
    socket.once("data", () => ends ? socket.end(text) : socket.write(text));
  });
  try {
    return await ask(server.traffic.address, candidate("fast", "/"), options);
  } finally {
    await server.close();
  }
}

describe("ask", () => {
  it("hears a whole answer", async () => {
    const { status, endMs, text, bodyBytes } = await heardOf(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
      false,
    );

    assert.deepEqual([status, text, bodyBytes], [200, "ok", 2]);
    assert.ok(endMs !== undefined);
  });

  it("hears a body that ends with the connection", async () => {
    const { status, endMs, text } = await heardOf("HTTP/1.0 200 OK\r\n\r\nbye", true);

    assert.deepEqual([status, text], [200, "bye"]);
    assert.ok(endMs !== undefined);
  });

  it("passes over what only informs", async () => {
    const hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";

    const { status } = await heardOf(
      `${hint}HTTP/1.1 204 No Content\r\n\r\n`,
      false,
    );

    assert.equal(status, 204);
  });

  it("waits for no end of events once one has begun", async () => {
    const { status, headers, endMs } = await heardOf(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n",
      false,
    );

    assert.deepEqual([status, headers.get("content-type")], [200, "text/event-stream"]);
    assert.equal(endMs, undefined);
  });

  it("hears an upgrade", async () => {
    const { status, headers } = await heardOf(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
      false,
    );

    assert.deepEqual([status, headers.get("upgrade")], [101, "websocket"]);
  });

  it("gives up on what is no HTTP, on a connection that ends, and on silence", async () => {
    const noise = await heardOf("SSH-2.0-OpenSSH\r\n\r\n", false);
    const ended = await heardOf("", true);
    const silent = await heardOf("", false, { limitMs: 50 });

    assert.deepEqual([noise, ended, silent].map(({ status }) => status), Array(3).fill(undefined));
    assert.deepEqual([ended.headMs, silent.headMs], [undefined, undefined]);
  });

  it("says why there is no status, in words that a terminal can show", async () => {
    const noise = await heardOf("HTTP/9.9 \x1b[31m\r\n\r\n", false);
    const ended = await heardOf("", true);
    const silent = await heardOf("", false, { limitMs: 50 });

    assert.equal(noise.silence, 'what is no HTTP/1.1: the first line is "HTTP/9.9 ?[31m"');
    assert.equal(ended.silence, "no answer, and the connection was ended");
    assert.equal(silent.silence, undefined);
  });

  it("does not listen for ever to a body, a head or hints without an end", async () => {
    const hint = "HTTP/1.1 103 Early Hints\r\n\r\n";
    const flood = (text: string): Promise<Heard> => heardOf(text, false);

    const body = await flood(`HTTP/1.1 200 OK\r\n\r\n${"z".repeat(5_000_000)}`);
    const head = await flood(`HTTP/1.1 200 OK\r\nX: ${"y".repeat(100_000)}`);
    const hints = await flood(hint.repeat(5_000));

    assert.deepEqual([body.status, body.endMs], [200, undefined]);
    assert.deepEqual([head.status, hints.status], [undefined, undefined]);
  });

  it("gives up where nobody listens", async () => {
    const server = await rawServer(() => {});
    const { address } = server.traffic;
    await server.close();

    assert.equal((await ask(address, candidate("fast", "/"), LIMIT)).status, undefined);
  });

  it("sends a body in two parts, the second one later", async () => {
    const parts: string[] = [];
    const server = await rawServer((socket) => {
      socket.on("data", (bytes: Uint8Array) => {
        parts.push(new TextDecoder().decode(bytes));
        if (parts.join("").endsWith("12345678")) socket.end("HTTP/1.1 200 OK\r\n\r\n");
      });
    });
    try {
      const route = candidate("upload", "/upload");
      await ask(server.traffic.address, route, { ...LIMIT, body: "12345678", pauseMs: 20 });
    } finally {
      await server.close();
    }

    assert.match(parts[0] ?? "", /^POST \/upload HTTP\/1.1\r\n[^]*Content-Length: 8\r\n[^]*1234$/);
    assert.equal(parts.slice(1).join(""), "5678");
  });
});
