import { closeSync, constants, openSync, writeSync } from "node:fs";
import process from "node:process";
import { mayUse } from "./environment.ts";

/** A place to draw on. */
export interface Terminal {
  /** How many columns it has now. */
  columns(): number;
  /** How many rows it has now. */
  rows(): number;
  /** Writes without waiting, or drops the text when the terminal takes nothing at the moment. */
  write(text: string): void;
  /** Lets go of it. */
  close(): void;
}

/** What this process calls its own stderr. */
const OWN_STDERR = "/proc/self/fd/2";

const NOTHING = new Uint8Array();

/**
 * Opens the terminal behind stderr a second time, so that writing to it need not wait.
 *
 * All runtimes wait for a terminal that takes nothing, as after Ctrl-S: one frame would stop the
 * whole shutdown. How to write is a property of what was opened, so the stderr of the program stays
 * as it is.
 */
export function openTerminal(): Terminal {
  const { stderr } = process;
  const size = { columns: () => stderr.columns || 80, rows: () => stderr.rows || 24 };
  const fd = openUnwaiting();
  if (fd !== undefined) return { ...size, ...unwaiting(fd) };
  // Taken now, since others may be put in its place while a view is up.
  const write = stderr.write.bind(stderr);
  return { ...size, write: (text) => void write(text), close: () => {} };
}

/** What is left of `bytes` when a descriptor takes no more for now. */
export type WriteSome = (bytes: Uint8Array) => number;

/**
 * Writes whole texts to what may take a part of one, or nothing. A text that was begun is ended
 * before the next; a text that comes while one is being ended is dropped.
 */
export function dropping(writeSome: WriteSome): (text: string) => void {
  const encoder = new TextEncoder();
  let rest: Uint8Array = NOTHING;
  const push = (bytes: Uint8Array): void => {
    rest = bytes;
    while (rest.length > 0) {
      const taken = writeSome(rest);
      if (taken === 0) return;
      rest = rest.subarray(taken);
    }
  };
  return (text) => {
    push(rest);
    if (rest.length === 0) push(encoder.encode(text));
  };
}

function unwaiting(fd: number): Pick<Terminal, "write" | "close"> {
  let isOpen = true;
  const write = dropping((bytes) => {
    try {
      return writeSync(fd, bytes);
    } catch {
      // It takes nothing at the moment, or it is gone.
      return 0;
    }
  });
  return {
    write: (text) => {
      if (isOpen) write(text);
    },
    close: () => {
      if (isOpen) closeSync(fd);
      isOpen = false;
    },
  };
}

function openUnwaiting(): number | undefined {
  const mayOpen = ["read", "write"].every((name) => mayUse({ name, path: OWN_STDERR }));
  if (!mayOpen) return undefined;
  try {
    return openSync(OWN_STDERR, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    // Only Linux has it, and Deno wants to be allowed everything for it.
    return undefined;
  }
}
