import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";
import {
  openWebSocket,
  type WebSocketEnd,
  type WebSocketOptions,
} from "../../../../src/verify/wire/web-socket.ts";
import { clientFrame, FrameReader, OPCODE } from "../../../../src/verify/wire/web-socket-frame.ts";
import { route, scripted } from "./scripted-server.ts";

const SWITCHING =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

function serverFrame(opcode: number, payload: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([Buffer.of(0x80 | opcode, payload.length), payload]);
}

function closeFrame(code: number): Buffer {
  return serverFrame(OPCODE.close, Buffer.of(code >> 8, code & 0xff));
}

/** What the client has sent after its handshake, frame by frame. */
function onFrames(socket: Socket, take: (opcode: number, payload: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (bytes: Uint8Array) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 6 && rest.length >= 6 + (rest.readUInt8(1) & 0x7f)) {
      const length = rest.readUInt8(1) & 0x7f;
      const mask = rest.subarray(2, 6);
      const payload = rest.subarray(6, 6 + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
      take(rest.readUInt8(0) & 0x0f, Buffer.from(payload));
      rest = rest.subarray(6 + length);
    }
  });
}

interface Seen {
  readonly isOpened: boolean;
  readonly end: WebSocketEnd;
  readonly raw: readonly RawExchange[];
}

/** How a client sees the end of a WebSocket that a server has written. */
async function endOf(
  upgraded: (socket: Socket) => void,
  options: WebSocketOptions & { readonly answer?: string | Buffer } = {},
): Promise<Seen> {
  const server = await scripted((socket) =>
    socket.once("data", () => {
      socket.write(options.answer ?? SWITCHING);
      upgraded(socket);
    })
  );
  try {
    const client = openWebSocket(server.traffic, "socket", route("socket"), options);
    const [isOpened, end] = await Promise.all([client.opened, client.ended]);
    return { isOpened, end, raw: server.raw() };
  } finally {
    await server.close();
  }
}

describe("clientFrame", () => {
  it("masks what it says", () => {
    const frame = clientFrame(OPCODE.text, Buffer.from("hello"));
    const mask = frame.subarray(2, 6);
    const said = frame.subarray(6).map((byte, at) => byte ^ (mask[at % 4] ?? 0));

    assert.deepEqual([...frame.subarray(0, 2)], [0x81, 0x85]);
    assert.equal(Buffer.from(said).toString(), "hello");
  });
});

describe("FrameReader", () => {
  for (const length of [0, 5, 125, 126, 300, 65_535, 65_536]) {
    it(`finds a frame with ${length} bytes, and the one behind it`, () => {
      const size = Buffer.alloc(10);
      size.writeBigUInt64BE(BigInt(length), 2);
      const head = length < 126
        ? Buffer.of(0x82, length)
        : length < 65_536
        ? Buffer.of(0x82, 126, length >> 8, length & 0xff)
        : Buffer.concat([Buffer.of(0x82, 127), size.subarray(2)]);
      const bytes = Buffer.concat([head, Buffer.alloc(length, 7), closeFrame(1001)]);

      for (const at of [1, 2, 3, 9, bytes.length - 3]) {
        const reader = new FrameReader();
        const frames = [...reader.push(bytes.subarray(0, at)), ...reader.push(bytes.subarray(at))];

        assert.deepEqual(frames.map(({ payload }) => payload.length), [length, 2]);
        assert.equal(reader.isInFrame, false);
      }
    });
  }
});

describe("openWebSocket", () => {
  it("sees the code of a close frame, answers it, and takes the session for whole", async () => {
    const answered = Promise.withResolvers<number>();
    const { end, raw } = await endOf((socket) => {
      onFrames(socket, (opcode, payload) => {
        if (opcode === OPCODE.close) answered.resolve(payload.readUInt16BE(0));
        socket.end();
      });
      socket.write(closeFrame(1001));
    });

    assert.deepEqual(end, { closeCode: 1001, isTorn: false, connectionEnd: "fin" });
    assert.equal(await answered.promise, 1001);
    assert.deepEqual(raw.map((each) => each.end), ["whole", "whole"]);
    assert.deepEqual(raw.map(({ label }) => label), ["GET /socket", "WebSocket /socket"]);
  });

  it("sees a close frame that came with the answer to the handshake", async () => {
    const { end } = await endOf((socket) => socket.end(), {
      answer: Buffer.concat([Buffer.from(SWITCHING), closeFrame(1012)]),
    });

    assert.equal(end.closeCode, 1012);
  });

  it("tells a close frame without a code", async () => {
    const { end } = await endOf((socket) => socket.end(serverFrame(OPCODE.close)));

    assert.equal(end.closeCode, 1005);
  });

  it("sees that there was no close frame", async () => {
    const { end, raw } = await endOf((socket) => socket.end(serverFrame(OPCODE.text)));

    assert.deepEqual(end, { closeCode: undefined, isTorn: false, connectionEnd: "fin" });
    assert.equal(raw.at(-1)?.end, "fin");
  });

  it("sees that it ended in the middle of a frame", async () => {
    const { end } = await endOf((socket) => socket.end(Buffer.of(0x81, 5, 104, 101)));

    assert.equal(end.isTorn, true);
  });

  it("answers a ping, and has its own answered", async () => {
    const server = await scripted((socket) =>
      socket.once("data", () => {
        onFrames(socket, (opcode, payload) => {
          if (opcode === OPCODE.ping) socket.write(serverFrame(OPCODE.ping, Buffer.from("you")));
          if (opcode === OPCODE.pong) socket.write(serverFrame(OPCODE.pong, payload));
        });
        socket.write(SWITCHING);
      })
    );
    const client = openWebSocket(server.traffic, "socket", route("socket"));
    await client.opened;
    const hasPong = await client.ping();
    await server.close();

    assert.equal(hasPong, true);
  });

  it("does not wait for a pong that never comes", async () => {
    const server = await scripted((socket) =>
      socket.once("data", () => {
        onFrames(socket, () => socket.end());
        socket.write(SWITCHING);
      })
    );
    const client = openWebSocket(server.traffic, "socket", route("socket"));
    await client.opened;
    const hasPong = await client.ping();
    await server.close();

    assert.equal(hasPong, false);
  });

  it("says nothing when it is mute", async () => {
    const said: number[] = [];
    const { end } = await endOf((socket) => {
      onFrames(socket, (opcode) => said.push(opcode));
      socket.write(serverFrame(OPCODE.ping));
      socket.end(closeFrame(1001));
    }, { isMute: true });

    assert.equal(end.closeCode, 1001);
    assert.deepEqual(said, []);
  });

  it("sees that it was refused", async () => {
    const answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    const { isOpened, raw } = await endOf(() => {}, { answer });

    assert.equal(isOpened, false);
    assert.deepEqual(raw.map(({ status }) => status), [503]);
  });
});
