/**
 * Ends a process well on Node, Deno and Bun: this door is the core, which knows no runtime. Most
 * programs want the door of their runtime: `quiesce/node`, `quiesce/deno` or `quiesce/bun`.
 *
 * @module
 */
export * from "./src/core/mod.ts";
