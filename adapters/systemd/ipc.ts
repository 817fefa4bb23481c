import process from "node:process";
import { type Release, release } from "../../src/core/mod.ts";
import { variable } from "./permission.ts";

/** Longer messages are cut, since they are for people here. */
const MOST_LETTERS = 100;

/** What Node and Deno count their listeners by; it is not in their types. */
interface Channel {
  refCounted?(): void;
  unrefCounted?(): void;
  unref?(): void;
}

interface Cluster {
  readonly worker?: {
    exitedAfterDisconnect: boolean;
    on(name: "disconnect", run: () => void): void;
    off(name: "disconnect", run: () => void): void;
  };
}

/** Calls `stop` for each message of the parent that `means` it, until released. */
export function onMessage(
  means: (message: unknown) => boolean,
  stop: (message: string) => void,
): Release {
  return listen("message", (message) => {
    if (means(message)) stop(`${senderName()} sent ${textOf(message)}`);
  });
}

/** Calls `stop` when the IPC channel is closed, until released. */
export function onDisconnect(stop: (message: string) => void): Release {
  const undos = [
    listen("disconnect", () => stop("the IPC channel was closed by the parent")),
    surviveCluster(),
  ];
  return release(() => undos.forEach((undo) => undo()));
}

/** A worker of `node:cluster` whose primary is gone exits at once, unless it left of its own will. */
function surviveCluster(): Release {
  if (!process.connected) return release(() => {});
  // Not imported above, since few programs need it.
  const { worker } = process.getBuiltinModule("node:cluster") as unknown as Cluster;
  const stay = (): void => void (worker && (worker.exitedAfterDisconnect = true));
  worker?.on("disconnect", stay);
  return release(() => worker?.off("disconnect", stay));
}

/** Listens without keeping the process alive, which a listener of its own would. */
function listen(name: "message" | "disconnect", heard: (message: unknown) => void): Release {
  if (!process.connected) return release(() => {});
  const channel = process.channel as Channel | undefined;
  const isCounted = channel?.unrefCounted !== undefined;
  const isAlone = process.listenerCount("message") + process.listenerCount("disconnect") === 0;
  process.on(name as "message", heard);
  if (isCounted) channel?.unrefCounted?.();
  else if (isAlone) channel?.unref?.();
  return release(() => {
    // Taking the listener away counts once more.
    if (isCounted) channel?.refCounted?.();
    process.off(name, heard);
  });
}

function senderName(): string {
  return variable("pm_id") === undefined ? "the parent" : "PM2";
}

function textOf(message: unknown): string {
  const text = JSON.stringify(message) ?? typeof message;
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}
