import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** The server that `/query` asks, and what ends it. */
export interface Dependency {
  /** `host:port`. */
  readonly address: string;
  close(): void;
}

/** Serves lines: to `500` it answers after so many milliseconds. */
export async function startDependency(): Promise<Dependency> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (line) => {
      setTimeout(() => socket.write("done\n"), Number(String(line).trim()) || 0);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
