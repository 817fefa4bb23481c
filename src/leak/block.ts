/**
 * How it is known who held the event loop.
 *
 * - `seen` somebody beside the loop looked while it stood: certain
 * - `heard` the task was heard of at its beginning or end: it was called, passed a checkpoint or ended
 * - `before` the task was the last that was heard of before: a guess
 * - `nobody` many held it one after the other, and none of them for most of the time
 */
export type BlockEvidence = "seen" | "heard" | "before" | "nobody";

/** One time that the event loop was held for too long, as plain data. */
export interface Block {
  /** Who held it: the path of a task or a scope, if anybody is known. */
  readonly path: string | undefined;
  /** How that is known. */
  readonly evidence: BlockEvidence;
  /** For how long, at least; at most `intervalMs` more. */
  readonly heldMs: number;
  /** For how long that one was expected to hold it. */
  readonly expectedMs: number;
  /** When it ended, in milliseconds since 1970. */
  readonly endedMs: number;
  /** What that one said last by `scope.status()`. */
  readonly status: string | undefined;
  /** Where it stood, the innermost call first; empty where nobody can look. */
  readonly stack: readonly string[];
}

/**
 * Says in words what a block was: one line, and one for each call of its stack.
 *
 * @example Print every block
 * ```ts
 * import { blockText } from "quiesce/leak";
 *
 * const text = blockText({
 *   path: "/orders/parse",
 *   evidence: "heard",
 *   heldMs: 180,
 *   expectedMs: 50,
 *   endedMs: Date.now(),
 *   status: "batch 3 of 9",
 *   stack: [],
 * });
 * console.assert(text.includes("/orders/parse held the event loop for 180 ms"));
 * ```
 */
export function blockText(block: Block): string {
  const { expectedMs, status, stack } = block;
  const said = status === undefined ? "" : `, last status "${status}"`;
  const head = `${whoHeld(block)}, expected were ${Math.round(expectedMs)} ms${said}`;
  return [head, ...stack.map((line) => `    at ${line}`)].join("\n");
}

function whoHeld({ path, evidence, heldMs }: Block): string {
  const time = `for ${Math.round(heldMs)} ms`;
  switch (evidence) {
    case "seen":
    case "heard":
      return `${path ?? "code outside of any task"} held the event loop ${time}`;
    case "before":
      return `somebody held the event loop ${time}, last heard of was ${path ?? "nobody"}`;
    case "nobody":
      return `many held the event loop one after the other, together ${time}`;
  }
}
