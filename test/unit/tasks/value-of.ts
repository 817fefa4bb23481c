import type { Received } from "../../../src/tasks/mod.ts";

/** What was received, in short. */
export function valueOf<T>(received: Received<T> | undefined): T | "end" | "nothing" {
  if (received === undefined) return "nothing";
  return received.done ? "end" : received.value;
}
