import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Connection } from "../../../../src/verify/wire/connection.ts";
import type { RawExchange } from "../../../../src/verify/wire/exchange.ts";
import type { Traffic } from "../../../../src/verify/wire/traffic.ts";
import { LAST, OK, rawServer, ROUTE } from "./raw-server.ts";

/** Runs `use` against a server that does `serve` to each connection. */
async function against(
  serve: (socket: Socket) => void,
  use: (traffic: Traffic) => Promise<void>,
  pauseOnConnect = false,
): Promise<readonly RawExchange[]> {
  const server = await rawServer(serve, { pauseOnConnect });
  try {
    await use(server.traffic);
    return server.traffic.records().raw;
  } finally {
    await server.close();
  }
}

/** Answers the first bytes that come with `text`, and does `then` once more have come. */
function answering(text: string, then: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) =>
    socket.once("data", () => {
      socket.write(text);
      socket.once("data", () => then(socket));
    });
}

async function askTwice(traffic: Traffic): Promise<void> {
  const connection = traffic.connect("test");
  await traffic.ask("test", ROUTE, { connection }).ended;
  await traffic.ask("test", ROUTE, { connection }).ended;
}

async function pair(traffic: Traffic, method = "GET"): Promise<Connection> {
  const connection = traffic.connect("test");
  await connection.connected;
  const first = traffic.ask("test", ROUTE, { connection });
  const second = traffic.ask("test", { ...ROUTE, method }, { connection });
  await Promise.all([first.ended, second.ended]);
  return connection;
}

describe("Connection", () => {
  it("gives each of two answers that come in one piece to its request", async () => {
    const bodies: string[] = [];
    const [first, second] = await against(
      (socket) => socket.once("data", () => socket.write(OK + OK.replace("ok", "no"))),
      async (traffic) => {
        const connection = traffic.connect("test");
        await connection.connected;
        const sent = ["first", "second"].map((name) =>
          traffic.ask("test", ROUTE, { connection, onBody: (text) => bodies.push(name + text) })
        );
        await Promise.all(sent.map(({ ended }) => ended));
      },
    );

    assert.deepEqual([first?.end, second?.end], ["whole", "whole"]);
    assert.deepEqual([first?.bytesReceived, second?.bytesReceived], [OK.length, OK.length]);
    assert.deepEqual(bodies, ["firstok", "secondno"]);
    assert.equal(second?.earlier, 0);
  });

  it("knows that the answer to HEAD has no body, also behind another", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    const raw = await against(
      (socket) => socket.once("data", () => socket.write(OK + head)),
      async (traffic) => void await pair(traffic, "HEAD"),
    );

    assert.deepEqual(raw.map(({ end }) => end), ["whole", "whole"]);
  });

  it("takes half of the second answer for one that has begun", async () => {
    const raw = await against(
      (socket) => socket.once("data", () => socket.end(OK + OK.slice(0, -1))),
      async (traffic) => void await pair(traffic),
    );

    assert.deepEqual(raw.map(({ end, begun }) => [end, begun]), [["whole", true], ["fin", true]]);
  });

  it("ends a body without framing at the end of the connection", async () => {
    const [only] = await against(
      (socket) => socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it")),
      async (traffic) => {
        const answer = await traffic.ask("test", ROUTE).ended;
        assert.equal(answer?.tail, "all of it");
      },
    );

    assert.equal(only?.end, "whole");
  });

  it("keeps apart what was sent behind Connection: close", async () => {
    const raw = await against(
      (socket) => socket.once("data", () => socket.end(LAST)),
      async (traffic) => {
        const connection = await pair(traffic);
        assert.equal(connection.isUsable, false);
      },
    );

    assert.deepEqual(raw.map(({ saidClose, warned }) => [saidClose, warned]), [
      [true, false],
      [false, true],
    ]);
  });

  it("finds that a request was read, and then dropped", async () => {
    const raw = await against(answering(OK, (socket) => socket.destroy()), askTwice);

    assert.deepEqual(raw.map(({ end, reception }) => [end, reception]), [
      ["whole", undefined],
      ["fin", "read"],
    ]);
  });

  it("finds that the server has ended its own side only", async () => {
    const raw = await against(answering(OK, (socket) => socket.end()), askTwice);

    assert.equal(raw[1]?.reception, "half-closed");
  });

  it("finds that a request came after the end of the connection", async () => {
    const accepted = Promise.withResolvers<Socket>();
    const raw = await against(
      (socket) => {
        accepted.resolve(socket);
        socket.once("data", () => socket.write(OK));
      },
      async (traffic) => {
        const connection = traffic.connect("test");
        await traffic.ask("test", ROUTE, { connection }).ended;
        const socket = await accepted.promise;
        // In one turn, so that the end cannot be seen before the request has left.
        socket.destroy();
        const late = traffic.ask("test", ROUTE, { connection });
        await late.ended;
      },
    );

    assert.equal(raw[1]?.reception, "unread");
    assert.ok(raw[1]?.timeline.some(({ what }) => what === "reset"));
  });

  it("takes a reset for no proof that nobody has read", async () => {
    const raw = await against(answering(OK, (socket) => socket.resetAndDestroy()), askTwice);

    assert.equal(raw[1]?.end, "reset");
    assert.notEqual(raw[1]?.reception, "unread");
  });

  it("knows of what was reset whether it had been seen to be read", async () => {
    const seen = async (isRead: boolean): Promise<readonly unknown[]> => {
      const accepted = Promise.withResolvers<Socket>();
      const read = Promise.withResolvers<void>();
      const [only] = await against(
        (socket) => {
          if (isRead) socket.once("data", () => read.resolve());
          accepted.resolve(socket);
        },
        async (traffic) => {
          const exchange = traffic.ask("test", ROUTE);
          await Promise.all([exchange.sent, isRead ? read.promise : undefined]);
          while (traffic.isUnsure && isRead) await setImmediate();
          // Whether it waits is looked at again and again: it is seen once anything was.
          while (!traffic.canSee) await setImmediate();
          (await accepted.promise).resetAndDestroy();
          await exchange.ended;
        },
        !isRead,
      );
      return [only?.end, only?.reception];
    };

    assert.deepEqual(await seen(true), ["reset", "read"]);
    assert.deepEqual(await seen(false), ["reset", "unread"]);
  });

  it("gives an answer that nobody has asked for to nobody", async () => {
    const timeout = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";
    const raw = await against(
      (socket) => void socket.end(timeout),
      async (traffic) => {
        const connection = traffic.connect("silent");
        assert.equal(await connection.ended, "fin");
        const exchange = traffic.ask("silent", ROUTE, { connection });
        assert.equal(await exchange.ended, undefined);
      },
    );

    assert.deepEqual(raw.map(({ earlier, bytesSent, end }) => [earlier, bytesSent, end]), [
      [0, 0, "fin"],
    ]);
  });

  it("gives up on what is no HTTP/1.1", async () => {
    const raw = await against(
      (socket) => socket.once("data", () => socket.write("SSH-2.0-teapot\r\n\r\n")),
      async (traffic) => void await pair(traffic),
    );

    assert.deepEqual(raw.map(({ end }) => end), ["broken", "closed"]);
  });

  it("settles all that is waited for when there is nobody", async () => {
    const server = await rawServer(() => {});
    await server.close();

    const exchange = server.traffic.ask("test", ROUTE);
    await Promise.all([exchange.sent, exchange.begun, exchange.ended]);

    const [only] = server.traffic.records().raw;
    assert.deepEqual([only?.end, only?.bytesSent], ["unreachable", 0]);
  });

  it("sends a body in pieces, also such as were written before there was a connection", async () => {
    let seen = "";
    await against(
      (socket) =>
        socket.on("data", (bytes: Uint8Array) => {
          seen += String(bytes);
          if (seen.endsWith("three")) socket.write(OK);
        }),
      async (traffic) => {
        const connection = traffic.connect("test");
        const upload = { ...ROUTE, method: "POST", headers: { "Content-Length": "11" } };
        const exchange = traffic.ask("test", upload, { connection });
        exchange.write("one");
        await exchange.sent;
        exchange.write("two");
        exchange.write("three");
        assert.equal((await exchange.ended)?.status, 200);
      },
    );

    assert.match(seen, /\r\n\r\nonetwothree$/);
  });
});
