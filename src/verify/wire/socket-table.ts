import { readFile } from "node:fs/promises";

/**
 * What the kernel tells of the server's end of a connection. `queued`: no process has taken it from
 * the listener. `unread`: bytes wait on it. `empty`: a process has taken it, and nothing waits. `read`:
 * nothing waits, and all that the client has sent had come.
 */
export type PeerState = "queued" | "unread" | "empty" | "read";

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

/** A connection that is established, or of which the client has ended its side. */
const ROW =
  /^ *\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:([\dA-F]{4}) (?:01|08) ([\dA-F]{8}):([\dA-F]{8}) \S+ \S+ +\d+ +\d+ (\d+)/;

/** The state of each connection to `port` on this machine. Empty where the system does not tell. */
export async function peerStates(port: number): Promise<PeerStates> {
  const texts = await Promise.all([textOf("tcp"), textOf("tcp6")]);
  return peerStatesIn(texts.join(""), port);
}

/** The same from the text of `/proc/net/tcp` and `tcp6`. */
export function peerStatesIn(text: string, port: number): PeerStates {
  const rows = rowsOf(text, port);
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
  if (inode === 0) return "queued";
  if (waitingBytes > 0) return "unread";
  return unacknowledged.has(remotePort) ? "empty" : "read";
}

/** Most rows are of others: they are not even read. */
function rowsOf(text: string, port: number): readonly Row[] {
  const name = `:${port.toString(16).toUpperCase().padStart(4, "0")} `;
  const rows: Row[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at)) {
    const end = text.indexOf("\n", at);
    rows.push(...rowOf(text.slice(text.lastIndexOf("\n", at) + 1, end < 0 ? undefined : end)));
    at = end < 0 ? text.length : end;
  }
  return rows;
}

function rowOf(line: string): readonly Row[] {
  const [, local, remote, sent = "", waiting = "", inode] = ROW.exec(line) ?? [];
  if (local === undefined || remote === undefined) return [];
  return [{
    localPort: Number.parseInt(local, 16),
    remotePort: Number.parseInt(remote, 16),
    sentBytes: Number.parseInt(sent, 16),
    waitingBytes: Number.parseInt(waiting, 16),
    inode: Number(inode),
  }];
}

async function textOf(name: "tcp" | "tcp6"): Promise<string> {
  try {
    return await readFile(`/proc/net/${name}`, "latin1");
  } catch {
    return "";
  }
}
