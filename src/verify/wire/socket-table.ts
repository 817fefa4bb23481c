import { readFileSync } from "node:fs";

/**
 * What the kernel tells of the server's end of a connection. `unread`: no process has taken the
 * connection, or bytes wait on it. `empty`: a process has taken it, and nothing waits. `read`: nothing
 * waits, and all that the client has sent had come.
 */
export type PeerState = "unread" | "empty" | "read";

/** By the port of the client's end. */
export type PeerStates = ReadonlyMap<number, PeerState>;

interface Row {
  readonly localPort: number;
  readonly remotePort: number;
  /** What was sent, and not acknowledged. */
  readonly sentBytes: number;
  /** What has come, and was not read. */
  readonly waitingBytes: number;
  /** None belongs to a connection that still waits for its listener. */
  readonly inode: number;
}

/** Rows of connections that are established, or of which the client has ended its side. */
const ROW =
  /^ *\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:([\dA-F]{4}) (?:01|08) ([\dA-F]{8}):([\dA-F]{8}) \S+ \S+ +\d+ +\d+ (\d+)/gm;

/** The state of each connection to `port` on this machine. Empty where the system does not tell. */
export function peerStates(port: number): PeerStates {
  return peerStatesIn(textOf("tcp") + textOf("tcp6"), port);
}

/** The same from the text of `/proc/net/tcp` and `tcp6`. */
export function peerStatesIn(text: string, port: number): PeerStates {
  const rows = rowsOf(text);
  const unacknowledged = new Set(
    rows.filter(({ remotePort, sentBytes }) => remotePort === port && sentBytes > 0)
      .map(({ localPort }) => localPort),
  );
  const peers = rows.filter(({ localPort }) => localPort === port);
  return new Map(peers.map((row) => [row.remotePort, stateOf(row, unacknowledged)]));
}

function stateOf(
  { remotePort, waitingBytes, inode }: Row,
  unacknowledged: ReadonlySet<number>,
): PeerState {
  if (inode === 0 || waitingBytes > 0) return "unread";
  return unacknowledged.has(remotePort) ? "empty" : "read";
}

function rowsOf(text: string): readonly Row[] {
  return [...text.matchAll(ROW)].map((
    [, local = "", remote = "", sent = "", waiting = "", inode],
  ) => ({
    localPort: Number.parseInt(local, 16),
    remotePort: Number.parseInt(remote, 16),
    sentBytes: Number.parseInt(sent, 16),
    waitingBytes: Number.parseInt(waiting, 16),
    inode: Number(inode),
  }));
}

function textOf(name: "tcp" | "tcp6"): string {
  try {
    return readFileSync(`/proc/net/${name}`, "latin1");
  } catch {
    return "";
  }
}
