// The door of the runtime that an example runs on. Your program imports one of them by its name.
const door = "Deno" in globalThis
  ? await import("quiesce/deno")
  : "Bun" in globalThis
  ? await import("quiesce/bun")
  : await import("quiesce/node");

export const { attach, run } = door;
