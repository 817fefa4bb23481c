import type { Leak } from "./leak.ts";

/** A detector, as far as those who ask all of them see it. */
export interface Asked {
  leaks(): Leak[];
  lines(): string[];
}

/** The detectors that look out at present. */
export const detectors: Set<Asked> = new Set();

/**
 * What every detector of this process has found, as data. Empty while there is none.
 *
 * @example Ask from anywhere, such as an admin page
 * ```ts
 * import { detectLeaks, leaks } from "quiesce/leak";
 *
 * const detector = detectLeaks();
 * console.assert(leaks().length === 0);
 * detector.release();
 * ```
 */
export function leaks(): Leak[] {
  return [...detectors].flatMap((detector) => detector.leaks());
}

/**
 * Writes what every detector of this process sees, for people: what is open, as a tree, with ages and
 * places, what is wrong with it, and the stops and aborts that got lost.
 *
 * @example Show it when somebody asks
 * ```ts
 * import { Scope } from "quiesce";
 * import { detectLeaks, printTree } from "quiesce/leak";
 *
 * const detector = detectLeaks();
 * const orders = new Scope("orders");
 * const written: string[] = [];
 * printTree((line) => written.push(line));
 * console.assert(written[0] === "1 open, 0 leaks");
 * console.assert(written[1]?.startsWith("  scope /orders, "));
 *
 * await orders.close();
 * detector.release();
 * ```
 */
export function printTree(write: (line: string) => void = writeLine): void {
  for (const detector of detectors) {
    for (const line of detector.lines()) write(line);
  }
}

function writeLine(line: string): void {
  console.error(line);
}
