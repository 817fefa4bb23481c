import type { Command } from "commander";
import type { World } from "../world.ts";

/** What each command is given. */
export interface Context {
  readonly world: World;
  /** The command line as it was given, `--` included. */
  readonly words: readonly string[];
  /** Says with which code the process is to end. */
  end(exitCode: number): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: Context) => void;
