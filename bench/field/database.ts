// What stands for the database of a service: `/query` asks it, and the cleanup closes it.
import { createConnection, type Socket } from "node:net";

const open = new Set<Socket>();

/** Sends one line on a connection of its own, and returns what comes back. */
export async function query(address: string, line: string): Promise<string> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = createConnection({ host: hostname, port: Number(port) });
  open.add(socket);
  try {
    socket.write(`${line}\n`);
    return await lineOf(socket);
  } finally {
    open.delete(socket);
    socket.destroy();
  }
}

/** Ends what is open to it, as a pool does when it is closed. */
export function closeDatabase(): void {
  for (const socket of open) socket.destroy();
  console.log("closed database");
}

async function lineOf(socket: AsyncIterable<Uint8Array>): Promise<string> {
  let heard = "";
  for await (const chunk of socket) {
    heard += new TextDecoder().decode(chunk);
    if (heard.includes("\n")) return heard;
  }
  throw new Error("Cannot read the answer of the database: it ended the connection before");
}
