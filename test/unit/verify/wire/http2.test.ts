import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { describe, it } from "node:test";
import { Http2Session, speaksHttp2 } from "../../../../src/verify/wire/http2.ts";
import {
  FLAG,
  FRAME,
  headerBlockOf,
  type Http2Frame,
  http2Frame,
  Http2FrameReader,
  PREFACE,
} from "../../../../src/verify/wire/http2-frame.ts";
import { headerBlock, statusOf } from "../../../../src/verify/wire/http2-headers.ts";
import { route, type Scripted, scripted } from "./scripted-server.ts";

const OK = Buffer.of(0x88);

function goAway(lastStream: number, code = 0): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(lastStream, 0);
  payload.writeUInt32BE(code, 4);
  return http2Frame(FRAME.goaway, 0, payload);
}

function reset(stream: number, code: number): Buffer {
  return http2Frame(FRAME.reset, stream, Buffer.of(0, 0, 0, code));
}

function answer(stream: number, body = "ok"): Buffer {
  return Buffer.concat([
    http2Frame(FRAME.headers, stream, OK, FLAG.endHeaders),
    http2Frame(FRAME.data, stream, Buffer.from(body), FLAG.endStream),
  ]);
}

/** A server that hands over each frame of its clients. */
function framed(take: (frame: Http2Frame, socket: Socket) => void): Promise<Scripted> {
  return scripted((socket) => {
    const reader = new Http2FrameReader();
    let prefaceLeft = PREFACE.length;
    socket.write(http2Frame(FRAME.settings, 0));
    socket.on("data", (bytes: Uint8Array) => {
      const skipped = Math.min(prefaceLeft, bytes.length);
      prefaceLeft -= skipped;
      for (const frame of reader.push(bytes.subarray(skipped))) take(frame, socket);
    });
  });
}

/** What became of `count` streams, given what the server does when the last has come. */
async function streamsOf(count: number, act: (socket: Socket) => void): Promise<{
  readonly ends: readonly string[];
  readonly session: Http2Session;
  readonly statuses: readonly (number | undefined)[];
}> {
  const server = await framed(({ type, stream }, socket) => {
    if (type === FRAME.headers && stream === count * 2 - 1) act(socket);
  });
  const session = new Http2Session(server.traffic, "stream");
  await session.open();
  const streams = Array.from({ length: count }, () => session.ask("stream", route("slow")));
  const ends = await Promise.all(streams.map(({ ended }) => ended));
  await session.ended;
  const statuses = server.raw().toSorted((a, b) => a.id - b.id).map(({ status }) => status);
  await server.close();
  return { ends, session, statuses };
}

describe("headerBlock", () => {
  it("writes texts of every length", () => {
    const long = "x".repeat(300);
    const block = headerBlock({ ":path": "/", Long: long });

    assert.deepEqual([...block.subarray(0, 9)], [0, 5, ...Buffer.from(":path"), 1, 47]);
    // 300 is 127 in the prefix, and 173 as 45 + 128, 1.
    assert.deepEqual([...block.subarray(9, 18)], [0, 4, ...Buffer.from("long"), 127, 173, 1]);
    assert.equal(block.length, 18 + 300);
  });
});

describe("statusOf", () => {
  const huffman503 = Buffer.of(0x6c, 0x0c, 0xff);
  for (
    const [how, block, status] of [
      ["an entry", Buffer.of(0x88), 200],
      ["the last entry", Buffer.of(0x8e, 0x90), 500],
      ["an entry behind sizes of the table", Buffer.of(0x20, 0x20, 0x8d), 404],
      ["a text, not indexed", Buffer.of(0x08, 3, 0x35, 0x30, 0x33), 503],
      ["a text, never indexed", Buffer.of(0x18, 3, 0x34, 0x32, 0x39), 429],
      ["a text, indexed", Buffer.of(0x48, 3, 0x34, 0x30, 0x39), 409],
      ["Huffman codes", Buffer.concat([Buffer.of(0x08, 0x83), huffman503]), 503],
      ["a name as a text", Buffer.concat([headerBlock({ ":status": "201" })]), 201],
      ["an entry that is no status", Buffer.of(0x90), undefined],
    ] as const
  ) {
    it(`reads ${how}`, () => {
      assert.equal(statusOf(block), status);
    });
  }
});

describe("Http2FrameReader", () => {
  it("finds frames wherever the bytes are divided", () => {
    const bytes = Buffer.concat([answer(1, "hello"), goAway(7, 2)]);
    for (let at = 0; at <= bytes.length; at += 1) {
      const reader = new Http2FrameReader();
      const frames = [...reader.push(bytes.subarray(0, at)), ...reader.push(bytes.subarray(at))];

      const seen = frames.map(({ type, stream, payload }) => [type, stream, payload.length]);
      assert.deepEqual(seen, [[1, 1, 1], [0, 1, 5], [7, 0, 8]], `divided at ${at}`);
    }
  });

  it("takes padding and priority off a header block", () => {
    const payload = Buffer.of(2, 0, 0, 0, 0, 16, 0x88, 0, 0);
    const flags = FLAG.padded | FLAG.priority;

    assert.deepEqual([...headerBlockOf({ type: 1, flags, stream: 1, payload })], [0x88]);
  });
});

describe("Http2Session", () => {
  it("opens with the preface, though the server speaks first", async () => {
    const said = Promise.withResolvers<Buffer>();
    const server = await scripted((socket) => {
      socket.write(http2Frame(FRAME.settings, 0));
      socket.once("data", (bytes: Uint8Array) => said.resolve(Buffer.from(bytes)));
    });
    new Http2Session(server.traffic, "stream");
    const first = await said.promise;
    await server.close();

    assert.deepEqual(first.subarray(0, PREFACE.length), PREFACE);
  });

  it("sees streams that are answered whole, and leaves once it was told to go", async () => {
    const { ends, session, statuses } = await streamsOf(2, (socket) => {
      socket.write(goAway(3));
      socket.write(Buffer.concat([answer(1), answer(3)]));
      socket.once("end", () => socket.end());
    });

    assert.deepEqual(ends, ["whole", "whole"]);
    assert.deepEqual(statuses, [200, 200]);
    assert.deepEqual(session.goAways, [{ lastStream: 3, code: 0 }]);
    assert.equal(session.contradicted.size, 0);
  });

  it("gives up the streams that a GOAWAY does not cover", async () => {
    const { ends, session } = await streamsOf(3, (socket) => {
      socket.write(goAway(2 ** 31 - 1));
      socket.write(goAway(1));
      socket.end(answer(1));
    });

    assert.deepEqual(ends, ["whole", "unprocessed", "unprocessed"]);
    assert.equal(session.contradicted.size, 0);
  });

  it("notices that a stream is answered which was given up", async () => {
    const { ends, session } = await streamsOf(2, (socket) => {
      socket.write(goAway(1));
      socket.end(Buffer.concat([answer(3), answer(1)]));
    });

    assert.deepEqual(ends, ["whole", "unprocessed"]);
    assert.deepEqual([...session.contradicted], [3]);
  });

  it("tells a refused stream from one that was reset", async () => {
    const { ends } = await streamsOf(3, (socket) => {
      const begun = http2Frame(FRAME.headers, 5, OK, FLAG.endHeaders);
      socket.end(Buffer.concat([reset(1, 7), reset(3, 2), begun, reset(5, 7)]));
    });

    assert.deepEqual(ends, ["unprocessed", "abandoned", "abandoned"]);
  });

  it("takes streams for abandoned when the connection ends without a word", async () => {
    const { ends, session } = await streamsOf(2, (socket) => socket.end(answer(1)));

    assert.deepEqual(ends, ["whole", "abandoned"]);
    assert.deepEqual(session.goAways, []);
  });

  it("reads on after what only informs, and to the end of trailers", async () => {
    const hints = Buffer.of(0x08, 3, 0x31, 0x30, 0x33);
    const trailers = headerBlock({ checksum: "1" });
    const { ends, statuses } = await streamsOf(1, (socket) =>
      socket.end(Buffer.concat([
        http2Frame(FRAME.headers, 1, hints, FLAG.endHeaders),
        http2Frame(FRAME.headers, 1, OK, FLAG.endHeaders),
        http2Frame(FRAME.data, 1, Buffer.from("ok")),
        http2Frame(FRAME.headers, 1, trailers, FLAG.endHeaders | FLAG.endStream),
      ])));

    assert.deepEqual(ends, ["whole"]);
    assert.deepEqual(statuses, [200]);
  });

  it("answers what a server asks, and hears the answer to its ping", async () => {
    const acknowledged: number[] = [];
    const server = await framed(({ type, flags, payload }, socket) => {
      if ((flags & FLAG.ack) !== 0) acknowledged.push(type);
      else if (type === FRAME.ping) {
        socket.write(http2Frame(FRAME.ping, 0, Buffer.alloc(8)));
        socket.write(http2Frame(FRAME.ping, 0, payload, FLAG.ack));
        socket.end();
      }
    });
    const session = new Http2Session(server.traffic, "stream");
    await session.open();
    const hasPong = await session.ping();
    await session.ended;
    await server.close();

    assert.equal(hasPong, true);
    assert.ok(acknowledged.includes(FRAME.settings));
  });
});

describe("speaksHttp2", () => {
  it("knows a server of HTTP/2, one of HTTP/1.1, and none", async () => {
    const http2 = createHttp2Server().listen(0, "127.0.0.1");
    const http1 = createServer().listen(0, "127.0.0.1");
    await Promise.all(
      [http2, http1].map((each) => new Promise((up) => each.once("listening", up))),
    );
    const [port2, port1] = [http2, http1].map((each) => (each.address() as AddressInfo).port);
    const address = (port = 0) => ({ host: "127.0.0.1", port });

    const seen = [await speaksHttp2(address(port2)), await speaksHttp2(address(port1))];
    await Promise.all([http2, http1].map((each) => new Promise((down) => each.close(down))));
    seen.push(await speaksHttp2(address(port1)));

    assert.deepEqual(seen, [true, false, false]);
  });
});
