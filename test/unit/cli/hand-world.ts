// A world that keeps what is written to it.
import type { Output, World } from "../../../src/cli/world.ts";

/** An output whose text can be read. */
export interface HandOutput extends Output {
  readonly text: string;
}

/** A world whose outputs can be read. */
export interface HandWorld extends World {
  readonly stdout: HandOutput;
  readonly stderr: HandOutput;
}

/** An output: a file, or a terminal with so many columns. */
export function handOutput(columns?: number): HandOutput {
  let text = "";
  return {
    write: (more) => text += more,
    isTTY: columns !== undefined,
    columns,
    get text() {
      return text;
    },
  };
}

/** A world with this on standard input. */
export function handWorld(
  input = "",
  environment: Readonly<Record<string, string>> = {},
  columns?: number,
): HandWorld {
  return {
    stdout: handOutput(columns),
    stderr: handOutput(columns),
    environment,
    readInput: () => Promise.resolve(input),
  };
}
