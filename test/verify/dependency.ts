import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** The server that the careful one asks, and what ends it. */
export interface Dependency {
  /** `host:port`. */
  readonly address: string;
  close(): void;
}

/** Answers each line of a number with the same line, after so many milliseconds. */
export async function startDependency(): Promise<Dependency> {
  const sockets: Set<Socket> = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    answerLines(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // SAFETY: it listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answerLines(socket: Socket): void {
  let heard = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = `${heard}${text}`.split("\n");
    heard = lines.pop() ?? "";
    for (const line of lines) setTimeout(() => socket.write(`${line}\n`), Number(line) || 0);
  });
}
