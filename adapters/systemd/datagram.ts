import process from "node:process";
import { linesOf, type Message, type Send } from "./message.ts";
import { mayDo } from "./permission.ts";

interface Address {
  readonly transport: "unixpacket";
  readonly path: string;
}

interface Datagrams {
  send(bytes: Uint8Array, to: Address): Promise<number>;
  close(): void;
}

interface Runtime {
  readonly Deno?: { readonly listenDatagram?: (from: Address) => Datagrams };
}

let count = 0;

/**
 * Sends from this process itself, as a datagram to a Unix socket. `undefined` where that cannot be
 * done: only Deno can, with `--unstable-net` and its permissions.
 */
export function viaDatagram(address: string): Send | undefined {
  const { Deno } = globalThis as Runtime;
  const open = Deno?.listenDatagram;
  if (!open || !isNear(address) || !isAllowed(address)) return undefined;
  const to = { transport: "unixpacket", path: address.replace(/^@/, "\0") } as const;
  return async (message: Message) => {
    count += 1;
    // An abstract name leaves no file behind.
    const socket = open({ transport: "unixpacket", path: `\0quiesce-${process.pid}-${count}` });
    try {
      await socket.send(new TextEncoder().encode(linesOf(message).join("\n")), to);
    } finally {
      socket.close();
    }
  };
}

/** A path, or an abstract name, against a socket of another machine. */
function isNear(address: string): boolean {
  return address.startsWith("/") || address.startsWith("@");
}

function isAllowed(path: string): boolean {
  return mayDo({ name: "net" }) && mayDo({ name: "read", path }) && mayDo({ name: "write", path });
}
