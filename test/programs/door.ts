// The door of the runtime that a program runs on, so that one file serves all three.
const doors = "Deno" in globalThis
  ? await import("quiesce/deno")
  : "Bun" in globalThis
  ? await import("quiesce/bun")
  : await import("quiesce/node");

export const { attach, run, serveProbes } = doors;
