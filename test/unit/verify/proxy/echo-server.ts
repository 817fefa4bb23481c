import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Address } from "../../../../src/verify/wire/connection.ts";

/** A dependency that says back what it hears, and what it has heard. */
export interface EchoServer {
  readonly address: Address;
  readonly heard: () => string;
  /** How many connections are open. */
  readonly open: () => number;
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function echoServer(): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  let heard = "";
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (bytes: Uint8Array) => {
      heard += new TextDecoder().decode(bytes);
      socket.write(bytes);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: "127.0.0.1", port },
    heard: () => heard,
    open: () => sockets.size,
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** One connection to it, and what has come back. */
export interface Client {
  readonly socket: Socket;
  readonly text: () => string;
  /** Settles with how it ended. */
  readonly ended: Promise<"fin" | "reset" | "refused">;
  /** Settles once this much has come back. */
  heard(text: string): Promise<void>;
}

/** Opens a connection that keeps its own side open when the other one ends. */
export function client(address: Address): Client {
  const socket = connect({ ...address, allowHalfOpen: true });
  let text = "";
  const { promise: ended, resolve } = Promise.withResolvers<"fin" | "reset" | "refused">();
  socket.on("data", (bytes: Uint8Array) => (text += new TextDecoder().decode(bytes)));
  socket.on("end", () => resolve("fin"));
  socket.on("error", ({ code }: NodeJS.ErrnoException) => {
    resolve(code === "ECONNREFUSED" ? "refused" : "reset");
  });
  socket.on("close", () => resolve("reset"));
  const heard = async (expected: string): Promise<void> => {
    while (!text.includes(expected)) await once(socket, "data");
  };
  return { socket, text: () => text, ended, heard };
}
