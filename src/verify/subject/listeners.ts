import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Address } from "../wire/connection.ts";

/** A socket on which a process takes connections. */
export interface Listener extends Address {
  readonly pid: number;
}

const LISTENING = "0A";

/** Where these processes take connections. Empty where the system does not tell. */
export function listenersOf(pids: readonly number[]): readonly Listener[] {
  return pids.flatMap((pid) => {
    const inodes = socketsOf(pid);
    if (inodes.size === 0) return [];
    return [...tableOf(pid, "tcp"), ...tableOf(pid, "tcp6")]
      .filter(({ inode }) => inodes.has(inode))
      .map(({ host, port }) => ({ pid, host, port }));
  });
}

/** One row of `/proc/<pid>/net/tcp`. */
export interface SocketRow extends Address {
  readonly inode: string;
}

/** The listening sockets in the text of `/proc/<pid>/net/tcp` or `tcp6`. */
export function listeningRows(text: string): readonly SocketRow[] {
  const rows = text.split("\n").slice(1).map((line) => line.trim().split(/\s+/));
  return rows.filter((fields) => fields[3] === LISTENING).map((fields) => {
    const [host = "", port = "0"] = (fields[1] ?? "").split(":");
    return { host: reachable(host), port: Number.parseInt(port, 16), inode: fields[9] ?? "" };
  });
}

/** By which address of this machine a listener is reached: any address is reached by the first. */
function reachable(hex: string): string {
  if (/^0+$/.test(hex)) return "127.0.0.1";
  if (hex.length === 8) return ipv4(hex);
  // ::ffff:a.b.c.d
  if (/^0{16}FFFF0000/.test(hex)) return ipv4(hex.slice(24));
  return ipv6(hex);
}

/** The kernel prints each 32-bit word in the order of the machine: the last byte first. */
function bytesOf(word: string): readonly string[] {
  return (word.match(/../g) ?? []).toReversed();
}

function ipv4(word: string): string {
  return bytesOf(word).map((byte) => Number.parseInt(byte, 16)).join(".");
}

function ipv6(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(bytesOf).join("");
  const groups = (bytes.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16));
  const text = groups.map((group) => group.toString(16)).join(":");
  return text === "0:0:0:0:0:0:0:1" ? "::1" : text;
}

function tableOf(pid: number, name: "tcp" | "tcp6"): readonly SocketRow[] {
  try {
    return listeningRows(readFileSync(`/proc/${pid}/net/${name}`, "latin1"));
  } catch {
    return [];
  }
}

function socketsOf(pid: number): ReadonlySet<string> {
  return new Set(
    descriptorsOf(pid).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []),
  );
}

function descriptorsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((name) => linkOf(`${folder}/${name}`) ?? []);
  } catch {
    // It has ended, or is somebody else's.
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
