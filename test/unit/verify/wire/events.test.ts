import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { EventReader, type EventsEnd, openEvents } from "../../../../src/verify/wire/events.ts";
import { route, scripted } from "./scripted-server.ts";

const HEAD =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const HEAD_UNFRAMED = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** How a client sees the end of a stream that a server has written. */
async function endOf(write: (socket: Socket) => void): Promise<{ end: EventsEnd; events: number }> {
  const server = await scripted((socket) => socket.once("data", () => write(socket)));
  try {
    const client = openEvents(server.traffic, "events", route("events"));
    const end = await client.ended;
    return { end, events: client.events };
  } finally {
    await server.close();
  }
}

describe("EventReader", () => {
  it("counts events, wherever the bytes are divided", () => {
    const text = ": hello\n\ndata: 1\n\nevent: x\r\ndata: 2\r\n\r\ndata: 3\n\n";
    for (let at = 0; at <= text.length; at += 1) {
      const reader = new EventReader();
      reader.push(text.slice(0, at));
      reader.push(text.slice(at));

      assert.equal(reader.events, 3, `divided at ${at}`);
      assert.equal(reader.isInEvent, false, `divided at ${at}`);
    }
  });

  it("takes lines that end with a return alone", () => {
    const reader = new EventReader();
    reader.push("data: 1\r\r");

    assert.equal(reader.isInEvent, false);
  });

  for (const half of ["data: 1", "data: 1\n", "da", "data: 1\r\n", "data: 0\n\ndata: 1\n"]) {
    it(`knows that ${JSON.stringify(half)} is no whole event`, () => {
      const reader = new EventReader();
      reader.push(half);

      assert.equal(reader.isInEvent, true);
    });
  }

  it("takes half a comment for nothing lost", () => {
    const reader = new EventReader();
    reader.push("data: 1\n\n: keep-al");

    assert.equal(reader.isInEvent, false);
  });
});

describe("openEvents", () => {
  it("sees a stream that was ended in order", async () => {
    const seen = await endOf((socket) =>
      socket.end(HEAD + chunk("data: 1\n\n") + chunk("data: 2\n\n") + "0\r\n\r\n")
    );

    assert.deepEqual(seen, { end: "whole", events: 2 });
  });

  it("takes the end of the connection for the end of a stream without framing", async () => {
    const seen = await endOf((socket) => socket.end(`${HEAD_UNFRAMED}data: 1\n\n`));

    assert.deepEqual(seen, { end: "whole", events: 1 });
  });

  it("sees that the last chunk is missing", async () => {
    const seen = await endOf((socket) => socket.end(HEAD + chunk("data: 1\n\n")));

    assert.deepEqual(seen, { end: "truncated", events: 1 });
  });

  it("sees that the connection was reset", async () => {
    const seen = await endOf((socket) => {
      socket.write(HEAD + chunk("data: 1\n\n"), () => socket.resetAndDestroy());
    });

    assert.ok(seen.end === "truncated" || seen.end === "none", seen.end);
  });

  it("sees half an event, though the response was ended in order", async () => {
    const seen = await endOf((socket) =>
      socket.end(`${HEAD + chunk("data: 1\n\ndata: 2\n")}0\r\n\r\n`)
    );

    assert.deepEqual(seen, { end: "torn", events: 1 });
  });

  it("sees half an event at the end of an unframed stream", async () => {
    const seen = await endOf((socket) => socket.end(`${HEAD_UNFRAMED}data: 1`));

    assert.deepEqual(seen, { end: "torn", events: 0 });
  });

  it("sees that there is no stream", async () => {
    const seen = await endOf((socket) =>
      socket.end("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    );

    assert.deepEqual(seen, { end: "none", events: 0 });
  });
});
