import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import process from "node:process";
import type { Readable } from "node:stream";
import { type Release, release } from "../../src/core/mod.ts";

const ENDS = ["end", "close", "error"] as const;

/** Calls `stop` once when standard input is closed, if it is a pipe or a socket; until released. */
export function onInputClosed(stop: (message: string) => void): Release {
  if (!canClose()) return release(() => {});
  const input = "Deno" in globalThis ? ownReader() : process.stdin;
  const isRead = input.listenerCount("data") + input.listenerCount("readable") > 0;
  const ended = (): void => {
    undo();
    stop("stdin was closed");
  };
  const undo = release(() => {
    for (const name of ENDS) input.off(name, ended);
    if (input !== process.stdin) input.destroy();
    else if (!isRead) input.pause();
  });
  for (const name of ENDS) input.once(name, ended);
  // Only who reads hears of the end.
  if (!isRead) unref(input.resume());
  return undo;
}

/** A file ends at once, and so does what a supervisor gives: `/dev/null`. */
function canClose(): boolean {
  try {
    const state = fstatSync(0);
    return state.isFIFO() || state.isSocket();
  } catch {
    return false;
  }
}

/** On Deno, `process.stdin` keeps the process alive as long as it is read. */
function ownReader(): Readable {
  return new Socket({ fd: 0, readable: true, writable: false });
}

function unref(input: unknown): void {
  (input as { unref?(): void }).unref?.();
}
