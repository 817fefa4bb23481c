import type { Counts, Failure } from "./junit.ts";

/** One part of the gate: a command and how to count what it says. */
export interface Stage {
  readonly name: string;
  /** The program and its arguments. `{junit}` stands for the file it shall report to. */
  readonly command: readonly string[];
  /** `junit`: one for each test case. `exit`: one for the command. */
  readonly counts: "junit" | "exit";
  /** Stages that must have passed before, by name. */
  readonly after?: readonly string[];
  /** Runs beside no other stage. */
  readonly alone?: boolean;
  /** Mostly waits, so that two of them take the place of one. */
  readonly light?: boolean;
  /** Default: 300 000. */
  readonly timeoutMs?: number;
}

/** How a stage ended. */
export interface Result extends Counts {
  readonly stage: Stage;
  readonly tookMs: number;
  /** As many as have failed, each with the reason. */
  readonly failures: readonly Failure[];
  readonly output: string;
}

/** The stages whose name holds one of `words`, with all that they need. All stages without words. */
export function selectStages(all: readonly Stage[], words: readonly string[]): readonly Stage[] {
  if (words.length === 0) return all;
  const wanted = new Set<string>();
  for (const stage of all) {
    if (words.some((word) => stage.name.includes(word))) addWithNeeds(all, stage, wanted);
  }
  return all.filter((stage) => wanted.has(stage.name));
}

function addWithNeeds(all: readonly Stage[], stage: Stage, wanted: Set<string>): void {
  wanted.add(stage.name);
  for (const need of all.filter(({ name }) => stage.after?.includes(name))) {
    addWithNeeds(all, need, wanted);
  }
}
