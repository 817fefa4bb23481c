import type { Step } from "../../src/host/mod.ts";

const TIMES = ["again", "twice", "three times"] as const;

/**
 * Says what the next Ctrl-C would do, or after how many of them something would happen, from the
 * longest way to say it to the shortest; nothing when nothing would.
 */
export function hintsOf(ahead: readonly Step[], isForced: boolean): readonly string[] {
  const index = ahead.findIndex((step) => step === "exit" || (step === "force" && !isForced));
  const times = TIMES[index];
  if (times === undefined) return [];
  const isExit = ahead[index] === "exit";
  const effect = isExit ? "end at once" : "cut what is open and hurry";
  const short = isExit ? "end" : "hurry";
  return [
    `press Ctrl-C ${times} to ${effect}`,
    `Ctrl-C ${times} to ${short}`,
    `Ctrl-C ${times}: ${short}`,
  ];
}
