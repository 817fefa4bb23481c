import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { type Fault, FaultProxy } from "../../../../src/verify/proxy/fault-proxy.ts";
import { type Client, client, type EchoServer, echoServer } from "./echo-server.ts";

interface Network {
  readonly dependency: EchoServer;
  readonly proxy: FaultProxy;
  connect(): Client;
}

/** A dependency with a proxy before it, for as long as `use` takes. */
async function network(use: (network: Network) => Promise<void>): Promise<void> {
  const dependency = await echoServer();
  const proxy = await FaultProxy.listen(dependency.address);
  const clients: Client[] = [];
  const connect = (): Client => {
    const made = client(proxy.address);
    clients.push(made);
    return made;
  };
  try {
    await use({ dependency, proxy, connect });
  } finally {
    for (const { socket } of clients) socket.destroy();
    await proxy.close();
    await dependency.close();
  }
}

/** A connection through which a word has already gone, there and back. */
async function proven(connect: () => Client): Promise<Client> {
  const made = connect();
  made.socket.write("hello");
  await made.heard("hello");
  return made;
}

/** Turns long enough for bytes to have come, if they could: they need two hops of this loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((next) => setTimeout(next, 1));
}

describe("FaultProxy", () => {
  it("passes bytes both ways, in order, and counts them", () =>
    network(async ({ dependency, proxy, connect }) => {
      const { socket, heard, text } = connect();
      const words = Array.from({ length: 500 }, (_, index) => `word-${index};`).join("");
      socket.write(words);
      await heard("word-499;");

      assert.equal(text(), words);
      assert.equal(dependency.heard(), words);
      assert.equal(proxy.bytes, words.length * 2);
      assert.equal(proxy.connections, 1);
    }));

  it("passes what is more than all buffers hold", () =>
    network(async ({ connect }) => {
      const { socket, text } = connect();
      const size = 3_000_000;
      socket.write("x".repeat(size));
      while (text().length < size) await once(socket, "data");

      assert.equal(text().length, size);
    }));

  it("passes the end of either side", () =>
    network(async ({ proxy, connect }) => {
      const made = await proven(connect);
      made.socket.end("bye");

      assert.equal(await made.ended, "fin");
      assert.equal(made.text(), "hellobye");
      while (proxy.open > 0) await turns();
    }));

  it("delays what passes, and loses nothing", () =>
    network(async ({ dependency, proxy, connect }) => {
      const made = await proven(connect);
      await proxy.turn("delay", { delayMs: 1_000_000, direction: "to-service" });
      made.socket.write("late");
      while (!dependency.heard().includes("late")) await turns();

      assert.equal(made.text(), "hello");
    }));

  it("swallows in a blackhole, and tells nobody; what was swallowed comes when it passes again", () =>
    network(async ({ dependency, proxy, connect }) => {
      const made = await proven(connect);
      await proxy.turn("blackhole");
      made.socket.write("into the dark");
      const late = connect();
      await once(late.socket, "connect");
      late.socket.write("me too");
      await turns();

      assert.equal(dependency.heard(), "hello");
      assert.equal(made.text(), "hello");

      await proxy.turn("pass");
      await made.heard("into the dark");
      await late.heard("me too");
    }));

  it("swallows one way only", () =>
    network(async ({ dependency, proxy, connect }) => {
      const made = await proven(connect);
      await proxy.turn("blackhole", { direction: "to-service" });
      made.socket.write("one way");
      while (!dependency.heard().includes("one way")) await turns();
      await turns();

      assert.equal(made.text(), "hello");
    }));

  it("does not let a frozen dependency's end be seen", () =>
    network(async ({ dependency, proxy, connect }) => {
      const made = await proven(connect);
      await proxy.turn("blackhole");
      await dependency.close();
      await turns();

      assert.equal(made.socket.readableEnded, false);
      assert.equal(made.socket.destroyed, false);
    }));

  const ENDINGS: readonly (readonly [Fault, string, string])[] = [
    ["reset", "reset", "reset"],
    ["refuse", "fin", "refused"],
    ["half-close", "fin", "fin"],
  ];
  for (const [fault, ofOpen, ofNew] of ENDINGS) {
    it(`${fault}: an open connection sees ${ofOpen}, a new one ${ofNew}`, () =>
      network(async ({ proxy, connect }) => {
        const open = await proven(connect);
        await proxy.turn(fault);

        assert.equal(await open.ended, ofOpen);
        assert.equal(await connect().ended, ofNew);
      }));
  }

  it("still takes what is sent to a dependency that has closed its side", () =>
    network(async ({ dependency, proxy, connect }) => {
      const made = await proven(connect);
      await proxy.turn("half-close");
      await made.ended;
      made.socket.write("still here");
      while (!dependency.heard().includes("still here")) await turns();

      assert.equal(made.text(), "hello");
    }));

  it("listens on the same port again after it refused", () =>
    network(async ({ proxy, connect }) => {
      const { port } = proxy.address;
      await proxy.turn("refuse");
      await proxy.turn("pass");

      assert.equal(proxy.address.port, port);
      await proven(connect);
    }));

  it("breaks a connection to a dependency that is not there", () =>
    network(async ({ dependency, connect }) => {
      await dependency.close();

      assert.equal(await connect().ended, "reset");
    }));

  it("ends every connection when it is closed", () =>
    network(async ({ dependency, proxy, connect }) => {
      const made = await proven(connect);
      await proxy.close();
      await made.ended;
      while (dependency.open() > 0) await turns();

      assert.equal(await connect().ended, "refused");
    }));
});
